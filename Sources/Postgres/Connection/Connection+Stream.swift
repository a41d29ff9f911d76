import CPostgres

extension Connection {
    /// Runs one statement and lends each row as it arrives, so that memory stays bounded.
    ///
    /// The connection takes no other statement until this returns. When the body throws, the rows
    /// that are still to come are read and dropped, which leaves the connection usable. Rows may
    /// have been lent before the server reports an error.
    package func stream(
        _ sql: String, _ parameters: [Parameter] = [],
        _ body: (Row) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        try stream(sql, parameters, body) { () throws(PostgresError) -> ResultHandle? in
            try nextResult(by: answerDeadline)
        }
    }

    /// The same for a statement that may run long: asks about every 200 ms whether it may go on.
    ///
    /// At the first no the server is told to cancel it, and it ends with `queryCanceled`. Not for
    /// statements that commit: a cancel request that meets a commit makes its outcome unclear.
    package func stream(
        _ sql: String, _ parameters: [Parameter] = [], whileTrue mayGoOn: () -> Bool,
        _ body: (Row) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        var isCancelled = false
        var nextQuestion = ContinuousClock.now
        func ask() throws(PostgresError) {
            guard !isCancelled, ContinuousClock.now >= nextQuestion else { return }
            nextQuestion = .now + Self.timeBetweenQuestions
            guard !mayGoOn() else { return }
            isCancelled = true
            guard handle.requestCancel() else {
                close()
                throw lostOrRefused()
            }
        }
        try stream(sql, parameters, body) { () throws(PostgresError) -> ResultHandle? in
            try ask()
            while handle.isBusy {
                let isReady = try isReady(
                    for: readable, withinMilliseconds: Self.questionMilliseconds)
                try ask()
                guard isReady else { continue }
                // What arrived before a break (a FATAL with its SQLSTATE) is the better answer.
                guard handle.consumeInput() else { break }
            }
            return handle.nextResult()
        }
        // It came to its end before the request did.
        if isCancelled {
            throw PostgresError(sqlState: .queryCanceled, message: "canceled on request")
        }
    }

    private static let questionMilliseconds: Int32 = 200
    private static let timeBetweenQuestions = Duration.milliseconds(200)

    private func stream(
        _ sql: String, _ parameters: [Parameter], _ body: (Row) throws(PostgresError) -> Void,
        next: () throws(PostgresError) -> ResultHandle?
    ) throws(PostgresError) {
        let packed = try PackedParameters(parameters)
        guard handle.send(sql: sql, packed, format: .binary), handle.setSingleRowMode() else {
            throw lostOrRefused()
        }
        try flush(by: answerDeadline)
        var failure: PostgresError?
        while let result = try next() {
            switch result.status {
            case PGRES_SINGLE_TUPLE:
                guard failure == nil else { continue }
                do { try body(Row(result: result, index: 0)) } catch { failure = error }
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: break
            default: failure = failure ?? PostgresError(result, leftConnectionBad: !isUsable)
            }
        }
        if let failure { throw failure }
    }
}
