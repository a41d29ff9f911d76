import Events
import Postgres
import Simulator

/// What the service has made of the deliveries, read from its database.
struct DrillBooks {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func databaseTime() throws -> Timestamp {
        try connection.query("SELECT clock_timestamp()").onlyRow().timestamp(0)
    }

    func isFolded() throws -> Bool {
        try connection.query("SELECT coalesce(sum(lag_events), 0)::int8 FROM trueup.projections")
            .onlyRow().int64(0) == 0
    }

    func log(of source: String) throws -> [DrillLogEntry] {
        try connection.query(
            """
            SELECT position, event_id, digest, received_at FROM trueup.events
            WHERE source = $1 AND kind = 'webhook' ORDER BY position
            """, [.text(source)]
        ).map { row in
            DrillLogEntry(
                position: try row.int64(0), eventID: try row.text(1), digest: try row.text(2),
                receivedAt: try row.timestamp(3))
        }
    }

    /// With what tells findings of one rule and subject apart, which no view shows: of a gap, the
    /// report and then the currency, of which a program's account has one.
    func findings(of source: String) throws -> DrillFindings {
        var findings = DrillFindings()
        let rows = try connection.query(
            """
            SELECT f.rule, f.subject_kind, f.subject_id,
                   CASE f.rule WHEN 'balance-gap'
                   THEN regexp_replace(f.discriminator, '/[^/]*$', '')
                   ELSE f.discriminator END,
                   f.severity, f.status, f.detected_at, f.summary
            FROM projection.selected g
            JOIN projection.finding f
              ON f.source_id = g.source_id AND f.generation = g.generation
            WHERE g.source = $1
            """, [.text(source)])
        for row in rows {
            let finding = FoundFinding(
                rule: try row.text(0), subjectKind: try row.text(1), subjectID: try row.text(2),
                discriminator: try row.text(3), severity: try row.text(4),
                status: try row.text(5))
            findings.list.append(finding)
            findings.detectedAt[finding] = try row.timestamp(6)
            findings.summaries[finding] = try row.text(7)
        }
        return findings
    }

    /// Columns as text, by the first of them.
    func rows(_ sql: String, of source: String) throws -> [String: [String?]] {
        let rows = try connection.queryText(sql, [.text(source)]).rows
        return Dictionary(rows.map { ($0[0] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A source's findings, with when each was found and what it says.
struct DrillFindings {
    var list: [FoundFinding] = []
    var detectedAt: [FoundFinding: Timestamp] = [:]
    var summaries: [FoundFinding: String] = [:]
}
