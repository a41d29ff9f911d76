import Postgres

/// Prints the rows of a query: a table for people, one JSON object a line for machines.
enum Answer {
    /// Prints the rows and returns how many there were.
    @discardableResult
    static func print(
        _ sql: String, _ parameters: [Parameter] = [], on connection: Connection, asJSON: Bool,
        whenEmpty: String
    ) throws(PostgresError) -> Int {
        if asJSON {
            let result = try connection.queryText(
                "SELECT row_to_json(answer) FROM (\(sql)) AS answer", parameters)
            for row in result.rows { Terminal.print((row.first ?? nil) ?? "null") }
            return result.rows.count
        }
        let result = try connection.queryText(sql, parameters)
        if result.rows.isEmpty {
            Terminal.print(whenEmpty)
        } else {
            for line in Table(result).lines { Terminal.print(line) }
        }
        return result.rows.count
    }
}
