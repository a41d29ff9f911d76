import Postgres

/// One row as a list of names and values, for people.
enum Record {
    /// Prints the only row of a query; prints nothing and says false when there is none.
    @discardableResult
    static func print(
        _ sql: String, _ parameters: [Parameter], on connection: Connection
    ) throws(PostgresError) -> Bool {
        let result = try connection.queryText(sql, parameters)
        guard let row = result.rows.first else { return false }
        let pairs = zip(result.columns, row).compactMap { name, value in value.map { [name, $0] } }
        for line in Table(headings: ["", ""], rows: pairs).lines.dropFirst() {
            Terminal.print(line)
        }
        return true
    }
}
