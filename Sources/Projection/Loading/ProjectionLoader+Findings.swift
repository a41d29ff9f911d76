import Events
import Money
import Postgres
import Reconciliation

extension ProjectionLoader {
    /// The stored findings of subjects, of all rules and also resolved ones: a condition that
    /// returns reopens them.
    func findings(of subjects: [Subject]) throws -> [FindingRecord] {
        guard !subjects.isEmpty else { return [] }
        let result = try rows(
            """
            SELECT f.rule, f.subject_kind, f.subject_id, f.discriminator, f.severity, f.status,
                   f.summary, f.amount, f.currency, f.evidence::text, f.occurrences,
                   f.detected_at, f.created_at, f.resolved_at, f.resolved_by_operator
            FROM unnest($3::text[], $4::text[]) AS k (subject_kind, subject_id)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.finding f
                WHERE f.source_id = $1 AND f.generation = $2
                  AND f.subject_kind = k.subject_kind AND f.subject_id = k.subject_id
                OFFSET 0) AS f
            """, columns(subjects))
        return try result.map { try finding($0) }
    }

    /// The stored deadlines of subjects.
    func reviews(of subjects: [Subject]) throws -> [Review] {
        guard !subjects.isEmpty else { return [] }
        return try reviews(
            rows(
                """
                SELECT d.rule, d.subject_kind, d.subject_id, d.discriminator, d.due_at
                FROM unnest($3::text[], $4::text[]) AS k (subject_kind, subject_id)
                CROSS JOIN LATERAL (
                    SELECT * FROM projection.deadline d
                    WHERE d.source_id = $1 AND d.generation = $2
                      AND d.subject_kind = k.subject_kind AND d.subject_id = k.subject_id
                    OFFSET 0) AS d
                """, columns(subjects)))
    }

    /// The stored deadlines that fall due by then.
    func reviews(dueUpTo time: Timestamp) throws -> [Review] {
        try reviews(
            rows(
                """
                SELECT d.rule, d.subject_kind, d.subject_id, d.discriminator, d.due_at
                FROM projection.deadline d
                WHERE d.source_id = $1 AND d.generation = $2 AND d.due_at <= $3
                """, [.timestamp(time)]))
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
            SELECT min(due_at), max(due_at), count(*) FROM (
                SELECT d.due_at FROM projection.deadline d
                WHERE d.source_id = $1 AND d.generation = $2 AND d.due_at <= $3
                  AND d.due_at > coalesce($4::timestamptz, '-infinity')
                ORDER BY d.due_at LIMIT $5 + 1) AS next
            """, [.timestamp(time), .timestamp(start), .int64(Int64(count))]
        ).onlyRow()
        guard try due.int64(2) > count else { return nil }
        let (first, last) = (try due.timestamp(0), try due.timestamp(1))
        return first < last ? last.addingClamped(microseconds: -1) : last
    }

    /// The heads of streams, as far as they have one.
    func streams(_ streams: [EventStream]) throws -> [EventStream: StreamHead] {
        guard !streams.isEmpty else { return [:] }
        let result = try rows(
            """
            SELECT s.stream_kind, s.stream_id, s.created_at, s.position
            FROM unnest($3::text[], $4::text[]) AS k (stream_kind, stream_id)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.stream s
                WHERE s.source_id = $1 AND s.generation = $2
                  AND s.stream_kind = k.stream_kind AND s.stream_id = k.stream_id OFFSET 0) AS s
            """, [.array(streams.map(\.kind.rawValue)), .array(streams.map(\.id))])
        var heads: [EventStream: StreamHead] = [:]
        for row in result {
            guard let kind = EventStream.Kind(rawValue: try row.text(0)) else {
                throw ProjectionError.inconsistent("unknown stream kind \(try row.text(0))")
            }
            heads[EventStream(kind: kind, id: try row.text(1))] = StreamHead(
                createdAt: try row.timestamp(2), position: try row.int64(3))
        }
        return heads
    }

    private func columns(_ subjects: [Subject]) -> [Parameter] {
        [.array(subjects.map(\.kind.rawValue)), .array(subjects.map(\.id))]
    }

    /// The first four columns: rule, subject kind, subject id, discriminator.
    private func findingKey(_ row: Row) throws -> FindingKey {
        guard let rule = Rule.named(try row.text(0)),
            let kind = Subject.Kind(rawValue: try row.text(1))
        else {
            throw ProjectionError.inconsistent(
                "unknown rule \(try row.text(0)) or subject kind \(try row.text(1))")
        }
        return FindingKey(
            rule: rule, subject: Subject(kind: kind, id: try row.text(2)),
            discriminator: try row.text(3))
    }

    private func reviews(_ result: QueryResult) throws -> [Review] {
        try result.map { Review(key: try findingKey($0), at: try $0.timestamp(4)) }
    }

    private func finding(_ row: Row) throws -> FindingRecord {
        guard let severity = Severity(rawValue: try row.text(4)),
            let status = FindingStatus(rawValue: try row.text(5))
        else {
            throw ProjectionError.inconsistent("unknown severity or status of a finding")
        }
        let currency = try row.textOrNil(8).map { Currency(uncheckedCode: $0) }
        let amount = try row.amountOrNil(7).flatMap { amount in
            currency.map { MonetaryAmount(amount: amount, currency: $0) }
        }
        let finding = Finding(
            key: try findingKey(row), severity: severity, summary: try row.text(6),
            amount: amount, evidence: try EvidenceForm.evidence(row.text(9)),
            count: try row.int64(10), createdAt: try row.timestampOrNil(12))
        return FindingRecord(
            finding: finding, status: status, detectedAt: try row.timestamp(11),
            resolvedAt: try row.timestampOrNil(13),
            isResolvedByOperator: try row.bool(14))
    }
}
