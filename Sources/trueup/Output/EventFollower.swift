import Postgres

/// Prints events as they arrive: asks every source's log for positions past those already shown.
struct EventFollower {
    let connection: Connection
    let filter: [Parameter]

    /// Shows the last events first, then goes on until the process is interrupted.
    func run(startingWith limit: Int64, asJSON: Bool) throws {
        // Positions before it were shown, or are older than what the user asked to start with.
        var shown = try heads()
        for source in shown.keys { shown[source] = max(0, (shown[source] ?? 0) - limit) }
        while true {
            for (source, head) in try heads() where head > shown[source] ?? 0 {
                try printEvents(of: source, after: shown[source] ?? 0, upTo: head, asJSON: asJSON)
                shown[source] = head
            }
            pause(milliseconds: 250)
        }
    }

    private func heads() throws(PostgresError) -> [String: Int64] {
        var heads: [String: Int64] = [:]
        for row in try connection.query("SELECT source, head FROM trueup.sources") {
            heads[try row.text(0)] = try row.int64(1)
        }
        return heads
    }

    private func printEvents(
        of source: String, after first: Int64, upTo last: Int64, asJSON: Bool
    ) throws(PostgresError) {
        let query = """
            SELECT \(EventsCommand.columns) FROM trueup.events \(EventsCommand.condition)
            AND source = $4 AND position > $5 AND position <= $6 ORDER BY position
            """
        let parameters = filter + [.text(source), .int64(first), .int64(last)]
        if asJSON {
            try Answer.print(query, parameters, on: connection, asJSON: true, whenEmpty: "")
            return
        }
        for row in try connection.queryText(query, parameters).rows {
            Terminal.print(row.map { $0 ?? "–" }.joined(separator: "  "))
        }
    }
}
