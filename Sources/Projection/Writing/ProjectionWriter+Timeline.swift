import Events
import Postgres
import Reconciliation

extension ProjectionWriter {
    private static let activities = CopyTarget(
        "activity", ["position", "ordinal", "at", "kind", "subject", "summary"])

    func writeActivities(_ rows: [ActivityRow]) throws(PostgresError) {
        try add(rows, to: Self.activities) { row, copy throws(PostgresError) in
            try copy.append(row.position)
            try copy.append(row.ordinal)
            try copy.append(row.at)
            try copy.append(row.activity.kind)
            try copy.append(row.activity.subjectID)
            try copy.append(row.activity.summary)
        }
    }

    private static let quarantine = CopyTarget(
        "quarantine", ["position", "received_at", "reason", "status"])

    func writeQuarantine(_ rows: [QuarantineRow]) throws(PostgresError) {
        try add(rows, to: Self.quarantine) { row, copy throws(PostgresError) in
            try copy.append(row.position)
            try copy.append(row.receivedAt)
            try copy.append(row.reason)
            try copy.append("open")
        }
    }

    private static let streamUpsert = UpsertStatement(
        table: "stream",
        columns: [
            ("stream_kind", "text"), ("stream_id", "text"), ("created_at", "timestamptz"),
            ("position", "int8"),
        ],
        keys: ["stream_kind", "stream_id"])

    func writeStreams(_ rows: [(stream: EventStream, head: StreamHead)]) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try run(
            Self.streamUpsert.text,
            [
                .array(rows.map { $0.stream.kind.rawValue }), .array(rows.map { $0.stream.id }),
                .array(rows.map { $0.head.createdAt }), .array(rows.map { $0.head.position }),
            ])
    }
}
