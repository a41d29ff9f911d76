import Postgres

/// One finding with what proves it and how it came and went.
enum FindingDetails {
    static func print(
        id: String, on connection: Connection, asJSON: Bool
    ) throws(PostgresError) {
        if asJSON {
            // json_agg would put every element on a line of its own.
            try Answer.print(
                """
                SELECT f.*, (SELECT jsonb_agg(h ORDER BY h.transition) FROM trueup.finding_history h
                             WHERE h.finding_id = f.finding_id AND h.source = f.source) AS history
                FROM trueup.findings f WHERE f.finding_id::text = $1
                """, [.text(id)], on: connection, asJSON: true, whenEmpty: "")
            return
        }
        try Record.print(
            """
            SELECT f.finding_id, f.source, f.rule, f.severity, f.status,
                   f.subject_kind || ' ' || f.subject_id AS subject, f.summary, f.amount,
                   f.currency, f.occurrences, f.detected_at, f.created_at, f.resolved_at
            FROM trueup.findings f WHERE f.finding_id::text = $1
            """, [.text(id)], on: connection)
        try section(
            "EVIDENCE",
            """
            SELECT e.position, e.role, v.type, v.event_id, v.created_at, v.received_at
            FROM trueup.findings f
            CROSS JOIN jsonb_to_recordset(f.evidence) AS e (position bigint, role text)
            LEFT JOIN trueup.events v ON v.source = f.source AND v.position = e.position
            WHERE f.finding_id::text = $1 ORDER BY e.position
            """, id, on: connection)
        try section(
            "HISTORY",
            """
            SELECT at, coalesce(from_status, '(new)') || ' → ' || to_status AS change, actor,
                   position, reason
            FROM trueup.finding_history WHERE finding_id::text = $1 ORDER BY transition
            """, id, on: connection)
    }

    private static func section(
        _ title: String, _ sql: String, _ id: String, on connection: Connection
    ) throws(PostgresError) {
        Terminal.print("\n\(title)")
        try Answer.print(sql, [.text(id)], on: connection, asJSON: false, whenEmpty: "none")
    }
}
