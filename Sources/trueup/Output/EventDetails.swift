import Postgres

/// One event of the log with what it was folded into.
enum EventDetails {
    /// `show SOURCE POSITION`, the words at the given places.
    static func show(
        _ arguments: ParsedArguments, source: Int, position: Int
    ) throws -> ExitCode {
        let words = arguments.positionals
        guard words.count > position else {
            throw UsageError("show needs a source and a position: show SOURCE POSITION")
        }
        guard let number = Int64(words[position]), number > 0 else {
            throw UsageError("\"\(words[position])\" is not a position: a whole number from 1 on")
        }
        return try ReadSession.run(arguments) { connection in
            try ReadSession.checkSource(words[source], on: connection)
            let key: [Parameter] = [.text(words[source]), .int64(number)]
            let isThere =
                arguments.isSet("--json")
                ? try Answer.print(json, key, on: connection, asJSON: true, whenEmpty: "") > 0
                : try printForPeople(key, on: connection)
            guard isThere else {
                throw CommandFailure(
                    .answerIsNo, "the log of \(words[source]) has no position \(number)")
            }
            return .done
        }
    }

    // json_agg would put every element on a line of its own.
    private static let json = """
        SELECT e.*,
            (SELECT jsonb_agg(n) FROM trueup.entries n
             WHERE n.source = e.source AND n.position = e.position) AS entries,
            (SELECT jsonb_agg(a) FROM trueup.activity a
             WHERE a.source = e.source AND a.position = e.position) AS activity,
            (SELECT q.reason FROM trueup.quarantine q
             WHERE q.source = e.source AND q.position = e.position) AS quarantine
        FROM trueup.events e WHERE e.source = $1 AND e.position = $2
        """

    private static func printForPeople(
        _ key: [Parameter], on connection: Connection
    ) throws(PostgresError) -> Bool {
        let isThere = try Record.print(
            """
            SELECT source, position, kind, event_id, type, subject, created_at, received_at,
                   attempt, repeats, decode_error, digest, chain, jsonb_pretty(payload) AS payload
            FROM trueup.events WHERE source = $1 AND position = $2
            """, key, on: connection)
        guard isThere else { return false }
        try section(
            "ENTRIES",
            """
            SELECT transaction_id, account_id, layer, amount, currency, effective_at, step
            FROM trueup.entries WHERE source = $1 AND position = $2
            ORDER BY layer, account_id
            """, key, on: connection)
        try section(
            "ACTIVITY",
            "SELECT at, kind, subject, summary FROM trueup.activity"
                + " WHERE source = $1 AND position = $2", key, on: connection)
        try section(
            "QUARANTINE",
            "SELECT status, reason FROM trueup.quarantine WHERE source = $1 AND position = $2",
            key, on: connection)
        try section(
            "FINDINGS",
            """
            SELECT left(f.finding_id::text, 8) AS id, f.severity, f.status, f.rule, f.summary
            FROM trueup.findings f WHERE f.source = $1
              AND f.evidence @> jsonb_build_array(jsonb_build_object('position', $2::bigint))
            """, key, on: connection)
        return true
    }

    /// A heading and its rows; nothing at all where there are none.
    private static func section(
        _ title: String, _ sql: String, _ key: [Parameter], on connection: Connection
    ) throws(PostgresError) {
        let result = try connection.queryText(sql, key)
        guard !result.rows.isEmpty else { return }
        Terminal.print("\n\(title)")
        for line in Table(result).lines { Terminal.print(line) }
    }
}
