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
        let packed = try PackedParameters(parameters)
        guard handle.send(sql: sql, packed, format: .binary), handle.setSingleRowMode() else {
            throw lostOrRefused()
        }
        try flush(by: answerDeadline)
        var failure: PostgresError?
        while let result = try nextResult(by: answerDeadline) {
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
