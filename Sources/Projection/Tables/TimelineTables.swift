import Events
import Postgres
import Reconciliation

/// What happened without money: written once.
enum ActivityTable: Table {
    typealias Record = ActivityRow

    static let position = key("position") { $0.position }
    static let ordinal = key("ordinal") { $0.ordinal }
    static let at = column("at") { $0.at }
    static let kind = column("kind") { $0.activity.kind }
    static let subject = column("subject") { $0.activity.subjectID }
    static let summary = column("summary") { $0.activity.summary }

    static let layout = Layout("activity", position, ordinal, at, kind, subject, summary)
}

/// Positions that were not decoded or not folded: written once.
enum QuarantineTable: Table {
    typealias Record = QuarantineRow

    static let position = key("position") { $0.position }
    static let receivedAt = column("received_at") { $0.receivedAt }
    static let reason = column("reason") { $0.reason }
    static let status = column("status") { _ in "open" }

    static let layout = Layout("quarantine", position, receivedAt, reason, status)
}

/// The greatest stated time of each stream, for the rule that judges the order of arrival.
enum StreamTable: Table {
    typealias Record = (stream: EventStream, head: StreamHead)

    static let kind = key("stream_kind") { $0.stream.kind }
    static let id = key("stream_id") { $0.stream.id }
    static let createdAt = column("created_at") { $0.head.createdAt }
    static let position = column("position") { $0.head.position }

    static let layout = Layout("stream", kind, id, createdAt, position)

    static func record(_ row: StoredRow) throws(PostgresError) -> Record {
        (
            EventStream(kind: try row[kind], id: try row[id]),
            StreamHead(createdAt: try row[createdAt], position: try row[position])
        )
    }
}
