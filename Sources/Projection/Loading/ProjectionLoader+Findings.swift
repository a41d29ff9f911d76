import Events
import Postgres
import Reconciliation

extension ProjectionLoader {
    private static let findingsBySubject = LookUp(
        FindingTable.subjectKind.of { (subject: Subject) in subject.kind },
        FindingTable.subjectID.of { $0.id })

    /// The stored findings of subjects, of all rules and also resolved ones: a condition that
    /// returns reopens them.
    func findings(of subjects: [Subject]) throws -> [FindingRecord] {
        guard !subjects.isEmpty else { return [] }
        return try rows(of: FindingTable.self, by: Self.findingsBySubject, subjects)
            .map { try FindingTable.record($0).record }
    }

    private static let deadlinesBySubject = LookUp(
        DeadlineTable.subjectKind.of { (subject: Subject) in subject.kind },
        DeadlineTable.subjectID.of { $0.id })

    /// The stored deadlines of subjects.
    func reviews(of subjects: [Subject]) throws -> [Review] {
        guard !subjects.isEmpty else { return [] }
        return try rows(of: DeadlineTable.self, by: Self.deadlinesBySubject, subjects)
            .map(DeadlineTable.review)
    }

    /// The stored deadlines that fall due by then.
    func reviews(dueUpTo time: Timestamp) throws -> [Review] {
        try rows(
            """
            SELECT \(DeadlineTable.selection(of: "d")) FROM projection.deadline d
            WHERE d.source_id = $1 AND d.generation = $2 AND d.due_at <= $3
            """, [.timestamp(time)]
        ).map(DeadlineTable.review)
    }

    /// Up to when the next deadlines may fire so that they are about `count`; nil when no more than
    /// that fall due by `time`.
    ///
    /// Deadlines of one moment belong together, because their keys decide their order.
    func sliceEnd(
        dueAfter start: Timestamp?, upTo time: Timestamp, count: Int
    ) throws(PostgresError) -> Timestamp? {
        let due = try rows(
            """
            SELECT min(due_at) AS first, max(due_at) AS last, count(*) AS count FROM (
                SELECT d.due_at FROM projection.deadline d
                WHERE d.source_id = $1 AND d.generation = $2 AND d.due_at <= $3
                  AND d.due_at > coalesce($4::timestamptz, '-infinity')
                ORDER BY d.due_at LIMIT $5 + 1) AS next
            """, [.timestamp(time), .timestamp(start), .int64(Int64(count))]
        ).only()
        guard try due.value("count", as: Int64.self) > count else { return nil }
        let first = try due.value("first", as: Timestamp.self)
        let last = try due.value("last", as: Timestamp.self)
        return first < last ? last.addingClamped(microseconds: -1) : last
    }
}
