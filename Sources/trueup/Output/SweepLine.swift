import Events
import Postgres
import Reconciliation

/// What a sweep changed, or would change, about one finding.
struct SweepLine {
    let source: String
    let at: Timestamp
    let rule: String
    let subject: String
    let from: String?
    let to: String
    let reason: String

    /// A change that was worked out in memory.
    init(source: String, _ transition: FindingTransition) {
        self.source = source
        at = transition.at
        rule = transition.key.rule.name
        subject = "\(transition.key.subject.kind.rawValue) \(transition.key.subject.id)"
        from = transition.from?.rawValue
        to = transition.to.rawValue
        reason = transition.reason
    }

    /// The changes that were stored for a source after a transition.
    static func stored(
        source: String, after transition: Int64, on connection: Connection
    ) throws(PostgresError) -> [SweepLine] {
        let rows = try connection.query(
            """
            SELECT h.at, f.rule, f.subject_kind || ' ' || f.subject_id, h.from_status,
                   h.to_status, h.reason
            FROM trueup.finding_history h
            JOIN trueup.findings f ON f.source = h.source AND f.finding_id = h.finding_id
            WHERE h.source = $1 AND h.transition > $2 ORDER BY h.transition
            """, [.text(source), .int64(transition)])
        var lines: [SweepLine] = []
        for row in rows { lines.append(try SweepLine(source: source, row)) }
        return lines
    }

    private init(source: String, _ row: Row) throws(PostgresError) {
        self.source = source
        at = try row.timestamp(0)
        rule = try row.text(1)
        subject = try row.text(2)
        from = try row.textOrNil(3)
        to = try row.text(4)
        reason = try row.text(5)
    }

    static func print(_ lines: [SweepLine], asJSON: Bool) {
        if asJSON {
            for line in lines { Terminal.print(line.json) }
        } else if lines.isEmpty {
            Terminal.print("Nothing changed: no deadline was due.")
        } else {
            let rows = lines.map { line in
                [
                    line.source, line.at.description, line.rule, line.subject,
                    "\(line.from ?? "(new)") → \(line.to)", line.reason,
                ]
            }
            let table = Table(
                headings: ["SOURCE", "AT", "RULE", "SUBJECT", "CHANGE", "REASON"], rows: rows)
            for line in table.lines { Terminal.print(line) }
        }
    }

    private var json: String {
        JSONWriter.object { object in
            object.string("source", source)
            object.timestamp("at", at)
            object.string("rule", rule)
            object.string("subject", subject)
            object.string("from_status", from)
            object.string("to_status", to)
            object.string("reason", reason)
        }
    }
}
