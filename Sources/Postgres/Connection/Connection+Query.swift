import CPostgres

extension Connection {
    /// Runs a script of one or several statements by the simple protocol; results are dropped.
    package func execute(_ script: String) throws(PostgresError) {
        let deadline = answerDeadline
        guard handle.send(script: script) else { throw lostOrRefused() }
        _ = try lastResult(by: deadline)
    }

    /// Runs one statement, prepared once per connection.
    @discardableResult
    package func query(
        _ sql: String, _ parameters: [Parameter] = []
    ) throws(PostgresError) -> QueryResult {
        QueryResult(handle: try runPrepared(sql, parameters, format: .binary))
    }

    /// Runs one statement without preparing it: for statements that are used once.
    @discardableResult
    package func queryOnce(
        _ sql: String, _ parameters: [Parameter] = []
    ) throws(PostgresError) -> QueryResult {
        let packed = try PackedParameters(parameters)
        let deadline = answerDeadline
        guard handle.send(sql: sql, packed, format: .binary) else { throw lostOrRefused() }
        return QueryResult(handle: try lastResult(by: deadline))
    }

    /// Runs one statement for people: every value as PostgreSQL prints it, nil for null.
    package func queryText(
        _ sql: String, _ parameters: [Parameter] = []
    ) throws(PostgresError) -> TextTable {
        let packed = try PackedParameters(parameters)
        let deadline = answerDeadline
        guard handle.send(sql: sql, packed, format: .text) else { throw lostOrRefused() }
        return try TextTable(lastResult(by: deadline))
    }
}

extension Connection {
    private func runPrepared(
        _ sql: String, _ parameters: [Parameter], format: ResultFormat
    ) throws(PostgresError) -> ResultHandle {
        let key = PreparedStatements.Key(sql: sql, types: parameters.map(\.type))
        let packed = try PackedParameters(parameters)
        let deadline = answerDeadline
        let wasPrepared = statements.name(for: key) != nil
        do {
            return try sendPrepared(key, packed, format: format, by: deadline)
        } catch {
            // The statement's plan went stale (a migration changed its tables) or a pooler gave us
            // another session. It did not run, so outside a transaction it can run again.
            let isStale = [.featureNotSupported, .invalidStatementName].contains(error.sqlState)
            guard isStale, wasPrepared else { throw error }
            statements.forget(key)
            guard isUsable, !isInTransaction else { throw error }
            return try sendPrepared(key, packed, format: format, by: deadline)
        }
    }

    private func sendPrepared(
        _ key: PreparedStatements.Key, _ packed: PackedParameters, format: ResultFormat,
        by deadline: ContinuousClock.Instant?
    ) throws(PostgresError) -> ResultHandle {
        let name = try preparedName(key, by: deadline)
        guard handle.send(prepared: name, packed, format: format) else { throw lostOrRefused() }
        return try lastResult(by: deadline)
    }

    /// The name of the prepared statement, prepared now if need be.
    func preparedName(
        _ key: PreparedStatements.Key, by deadline: ContinuousClock.Instant?
    ) throws(PostgresError) -> String {
        if let name = statements.name(for: key) { return name }
        let name = statements.newName()
        guard handle.send(prepare: name, sql: key.sql, types: key.types) else {
            throw lostOrRefused()
        }
        _ = try lastResult(by: deadline)
        if let surplus = statements.remember(key, name: name) {
            guard handle.send(script: "DEALLOCATE \(surplus)") else { throw lostOrRefused() }
            _ = try lastResult(by: deadline)
        }
        return name
    }

    /// Takes every result of what was sent and returns the last, or throws the first error.
    func lastResult(by deadline: ContinuousClock.Instant?) throws(PostgresError) -> ResultHandle {
        try flush(by: deadline)
        var last: ResultHandle?
        var failure: PostgresError?
        while let result = try nextResult(by: deadline) {
            switch result.status {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                last = result
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                // The protocol has no way back from here that waits for nothing.
                close()
                throw .unexpected("COPY is not a query: use copyIn or copyOut; connection closed")
            default:
                failure = failure ?? PostgresError(result, leftConnectionBad: !isUsable)
            }
        }
        if var failure {
            failure.leftConnectionBad = !isUsable
            throw failure
        }
        guard let last else { throw lostOrRefused() }
        return last
    }
}

/// A result as PostgreSQL prints it, for tables on a terminal.
package struct TextTable: Hashable, Sendable {
    package let columns: [String]
    package let rows: [[String?]]

    init(_ result: ResultHandle) throws(PostgresError) {
        columns = (0..<result.columnCount).map(result.columnName)
        var rows: [[String?]] = []
        for row in 0..<result.rowCount {
            var cells: [String?] = []
            for column in 0..<result.columnCount {
                cells.append(
                    try result.withCell(row: row, column: column) { bytes throws(PostgresError) in
                        try String.decode(bytes, from: .text)
                    })
            }
            rows.append(cells)
        }
        self.rows = rows
    }
}
