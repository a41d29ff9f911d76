import Events
import Money
import Postgres

/// What the service has made of the deliveries, read from its database's views.
struct DrillBooks {
    /// Where the log and the clock stood.
    struct Mark {
        let time: Timestamp
        /// Last position by source.
        let heads: [String: Int64]
    }

    private let connection: Connection

    /// Nothing is changed through this connection, whatever its role may do.
    init(_ connection: Connection) throws {
        self.connection = connection
        try connection.execute("SET default_transaction_read_only = on")
    }

    func databaseTime() throws -> Timestamp {
        try connection.query("SELECT clock_timestamp()").onlyRow().timestamp(0)
    }

    func mark(of sources: [DrillSource]) throws -> Mark {
        let rows = try connection.query(
            "SELECT source, head FROM trueup.sources WHERE source = ANY($1)",
            [.array(sources.map(\.name))])
        var heads: [String: Int64] = [:]
        for row in rows { heads[try row.text(0)] = try row.int64(1) }
        return Mark(time: try databaseTime(), heads: heads)
    }

    /// Whether everything up to there is folded and judged; else what is furthest behind.
    func behind(_ mark: Mark) throws -> String? {
        let rows = try connection.query(
            """
            SELECT source, checkpoint FROM trueup.projections
            WHERE source = ANY($1) AND (active OR generation IS NULL)
            """, [.array(Array(mark.heads.keys))])
        var left = mark.heads.filter { $0.value > 0 }
        for row in rows where try row.int64(1) >= left[try row.text(0)] ?? 0 {
            left[try row.text(0)] = nil
        }
        return left.max { $0.value < $1.value }.map { "\($0.key) up to position \($0.value)" }
    }

    func log(of source: String, after position: Int64) throws -> [DrillLogEntry] {
        try connection.query(
            """
            SELECT position, e.event_id, b.body, e.received_at
            FROM trueup.events e JOIN trueup.bodies b USING (source, position)
            WHERE source = $1 AND position > $2 AND e.kind = 'webhook' ORDER BY position
            """, [.text(source), .int64(position)]
        ).map { row in
            DrillLogEntry(
                position: try row.int64(0), eventID: try row.text(1), body: try row.bytes(2),
                receivedAt: try row.timestamp(3))
        }
    }

    /// Columns as text, by the first of them; the query gets the source and the ids.
    func rows(_ sql: String, of source: String, ids: [String]) throws -> [String: [String?]] {
        let rows = try connection.queryText(sql, [.text(source), .array(ids)]).rows
        return Dictionary(rows.map { ($0[0] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The findings of a source since then, and those of it as a whole and of types of events,
    /// which are told once however often it happens.
    func findings(of source: String, since time: Timestamp) throws -> [DrillFinding] {
        try connection.query(
            """
            SELECT finding_id::text, rule, subject_kind, subject_id, severity, status, detected_at,
                   summary, amount, currency
            FROM trueup.findings
            WHERE source = $1 AND (detected_at >= $2 OR subject_kind IN ('type', 'source'))
            """, [.text(source), .timestamp(time)]
        ).map { row in
            DrillFinding(
                id: try row.text(0), rule: try row.text(1), subjectKind: try row.text(2),
                subjectID: try row.text(3), severity: try row.text(4), status: try row.text(5),
                detectedAt: try row.timestamp(6), summary: try row.text(7),
                amount: try minorUnits(row.amountOrNil(8), of: row.textOrNil(9)))
        }
    }

    private func minorUnits(_ amount: Amount?, of currency: String?) throws -> Int64? {
        guard let amount, let currency else { return nil }
        let exponent = Currency(uncheckedCode: currency).exponent ?? amount.scale
        return Int64(exactly: try amount.rescaled(to: exponent).units)
    }
}
