import Events
import Postgres
import Reconciliation

/// When time alone can change a judgement.
enum DeadlineTable: Table {
    typealias Record = Review

    static let rule = key("rule") { RuleName($0.key.rule) }
    static let subjectKind = key("subject_kind") { $0.key.subject.kind }
    static let subjectID = key("subject_id") { $0.key.subject.id }
    static let discriminator = key("discriminator") { $0.key.discriminator }
    static let dueAt = column("due_at") { $0.at }

    static let layout = Layout(
        "deadline", rule, subjectKind, subjectID, discriminator, dueAt)

    static func review(_ row: StoredRow) throws(PostgresError) -> Review {
        let key = FindingKey(
            rule: try row[rule].rule,
            subject: Subject(kind: try row[subjectKind], id: try row[subjectID]),
            discriminator: try row[discriminator])
        return Review(key: key, at: try row[dueAt])
    }
}
