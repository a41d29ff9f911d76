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
        var cells: [[String]] = []
        for (name, value) in zip(result.columns, row) {
            guard let value else { continue }
            // A value of several lines, such as a payload, stands below its name.
            let lines = value.split(separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() {
                cells.append([number == 0 ? name : "", String(line)])
            }
        }
        for line in Table(headings: ["", ""], rows: cells).lines.dropFirst() {
            Terminal.print(line)
        }
        return true
    }
}
