import Events
import Postgres
import Reconciliation

extension ProjectionWriter {
    func writeActivities(_ rows: [ActivityRow]) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try run(
            """
            INSERT INTO projection.activity
                (source_id, generation, position, ordinal, at, kind, subject, summary)
            SELECT $1, $2, u.* FROM unnest(
                $3::int8[], $4::int4[], $5::timestamptz[], $6::text[], $7::text[], $8::text[]) AS u
            """,
            [
                .array(rows.map(\.position)), .array(rows.map(\.ordinal)), .array(rows.map(\.at)),
                .array(rows.map(\.activity.kind)), .array(rows.map(\.activity.subjectID)),
                .array(rows.map(\.activity.summary)),
            ])
    }

    func writeQuarantine(_ rows: [QuarantineRow]) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try run(
            """
            INSERT INTO projection.quarantine
                (source_id, generation, position, received_at, reason, status)
            SELECT $1, $2, u.*, 'open'
            FROM unnest($3::int8[], $4::timestamptz[], $5::text[]) AS u
            """,
            [
                .array(rows.map(\.position)), .array(rows.map(\.receivedAt)),
                .array(rows.map(\.reason)),
            ])
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
                .array(rows.map(\.stream.kind.rawValue)), .array(rows.map(\.stream.id)),
                .array(rows.map(\.head.createdAt)), .array(rows.map(\.head.position)),
            ])
    }
}
