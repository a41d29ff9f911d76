import CPostgres

extension Connection {
    /// Runs `COPY … FROM STDIN` and lets the body write; returns the number of rows stored.
    ///
    /// When the body throws, the server discards what was sent.
    @discardableResult
    package func copyIn(
        _ sql: String, _ body: (inout CopyWriter) throws(PostgresError) -> Void
    ) throws(PostgresError) -> Int {
        try beginCopy(sql, expecting: PGRES_COPY_IN)
        do {
            var writer = CopyWriter(self)
            try body(&writer)
            try writer.flush()
        } catch {
            try abandonCopyIn()
            throw error
        }
        return try endCopyIn()
    }

    /// Runs `COPY … FROM STDIN (FORMAT binary)` with typed rows; returns the number stored.
    @discardableResult
    package func copyInBinary(
        _ sql: String, _ body: (inout BinaryCopyWriter) throws(PostgresError) -> Void
    ) throws(PostgresError) -> Int {
        try copyIn(sql) { writer throws(PostgresError) in
            writer.beginBinary()
            var rows = BinaryCopyWriter(connection: self)
            try writer.flush()
            try body(&rows)
            try rows.end()
        }
    }

    /// Runs `COPY … TO STDOUT` and lends each piece (a row, as the server sends it).
    ///
    /// When the body throws, the rest is read and dropped.
    package func copyOut(
        _ sql: String, _ body: (Span<UInt8>) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        try beginCopy(sql, expecting: PGRES_COPY_OUT)
        var failure: PostgresError?
        while true {
            let count = handle.getCopy { bytes in
                guard failure == nil else { return }
                do throws(PostgresError) { try body(bytes) } catch { failure = error }
            }
            if count == 0 {
                try wait(for: readable, by: answerDeadline)
                guard handle.consumeInput() else { throw lostOrRefused() }
            } else if count < 0 {
                break  // done or failed: the result tells which
            }
        }
        _ = try lastResult(by: answerDeadline)
        if let failure { throw failure }
    }

    /// Hands a piece to libpq, waiting while its buffer is full.
    func putCopy(_ bytes: [UInt8]) throws(PostgresError) {
        let deadline = answerDeadline
        while true {
            switch handle.putCopy(bytes) {
            case 1:
                // Without this libpq would collect the whole load in memory.
                return try flush(by: deadline)
            case 0: try flush(by: deadline)
            default: throw lostOrRefused()
            }
        }
    }
}

extension Connection {
    private func beginCopy(_ sql: String, expecting: ExecStatusType) throws(PostgresError) {
        let deadline = answerDeadline
        guard handle.send(script: sql) else { throw lostOrRefused() }
        try flush(by: deadline)
        guard let result = try nextResult(by: deadline) else { throw lostOrRefused() }
        guard result.status != expecting else { return }
        switch result.status {
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            close()
            throw .unexpected("the COPY goes in the other direction; connection closed")
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            _ = try lastResult(by: deadline)
            throw .unexpected("the statement is not a COPY from or to the client")
        default:
            let failure = PostgresError(result, leftConnectionBad: !isUsable)
            while try nextResult(by: deadline) != nil {}
            throw failure
        }
    }

    private func endCopyIn() throws(PostgresError) -> Int {
        let deadline = answerDeadline
        try sendCopyEnd(failingBecause: nil, by: deadline)
        return Int(try lastResult(by: deadline).affectedRows) ?? 0
    }

    private func abandonCopyIn() throws(PostgresError) {
        guard isUsable else { return }
        let deadline = answerDeadline
        try sendCopyEnd(failingBecause: "abandoned by the client", by: deadline)
        while try nextResult(by: deadline) != nil {}
    }

    private func sendCopyEnd(
        failingBecause reason: String?, by deadline: ContinuousClock.Instant?
    ) throws(PostgresError) {
        while true {
            switch handle.endCopy(failingBecause: reason) {
            case 1: return try flush(by: deadline)
            case 0: try flush(by: deadline)
            default: throw lostOrRefused()
            }
        }
    }
}
