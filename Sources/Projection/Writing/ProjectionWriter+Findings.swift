import Events
import Money
import Postgres
import Reconciliation

extension ProjectionWriter {
    private static let findingUpsert = UpsertStatement(
        table: "finding",
        columns: [
            ("finding_id", "uuid"), ("rule", "text"), ("severity", "text"), ("status", "text"),
            ("subject_kind", "text"), ("subject_id", "text"), ("discriminator", "text"),
            ("summary", "text"), ("amount", "numeric"), ("currency", "text"),
            ("evidence", "jsonb"), ("occurrences", "int8"), ("detected_at", "timestamptz"),
            ("created_at", "timestamptz"), ("resolved_at", "timestamptz"),
            ("resolved_by_operator", "bool"),
        ],
        keys: ["finding_id"])

    func writeFindings(_ records: [FindingRecord]) throws(PostgresError) {
        guard !records.isEmpty else { return }
        let findings = records.map { $0.finding }
        try run(
            Self.findingUpsert.text,
            [
                .array(findings.map { identifiers.finding($0.key) }),
                .array(findings.map { $0.key.rule.name }),
                .array(findings.map { $0.severity.rawValue }),
                .array(records.map { $0.status.rawValue }),
                .array(findings.map { $0.key.subject.kind.rawValue }),
                .array(findings.map { $0.key.subject.id }),
                .array(findings.map { $0.key.discriminator }),
                .array(findings.map { $0.summary }), .array(findings.map { $0.amount?.amount }),
                .array(findings.map { $0.amount?.currency.code }),
                .array(findings.map { JSONText(EvidenceForm.json($0.evidence)) }),
                .array(findings.map { $0.count }), .array(records.map { $0.detectedAt }),
                .array(findings.map { $0.createdAt }), .array(records.map { $0.resolvedAt }),
                .array(records.map { $0.isResolvedByOperator }),
            ])
    }

    private static let history = CopyTarget(
        "finding_history",
        [
            "transition", "finding_id", "at", "from_status", "to_status", "actor", "reason",
            "position",
        ])

    /// Numbers the transitions in the order in which they were decided.
    func writeTransitions(
        _ transitions: [FindingTransition], after number: Int64
    ) throws(PostgresError) {
        var transition = number
        try add(transitions, to: Self.history) { row, copy throws(PostgresError) in
            transition += 1
            try copy.append(transition)
            try copy.append(identifiers.finding(row.key))
            try copy.append(row.at)
            try copy.append(row.from?.rawValue)
            try copy.append(row.to.rawValue)
            try copy.append(row.actor)
            try copy.append(row.reason)
            try copy.append(row.position)
        }
    }

    private static let deadlineUpsert = UpsertStatement(
        table: "deadline",
        columns: [
            ("rule", "text"), ("subject_kind", "text"), ("subject_id", "text"),
            ("discriminator", "text"), ("due_at", "timestamptz"),
        ],
        keys: ["rule", "subject_kind", "subject_id", "discriminator"])

    /// Stores new times, and removes what is no longer pending: moved to the end of time first and
    /// deleted there, because both steps find their rows by an index whatever the planner believes.
    func writeDeadlines(_ changes: [Deadlines.Change]) throws(PostgresError) {
        guard !changes.isEmpty else { return }
        try run(
            Self.deadlineUpsert.text,
            deadlineKeys(changes) + [.array(changes.map { $0.at ?? Self.endOfTime })])
        guard changes.contains(where: { $0.at == nil }) else { return }
        try run(
            """
            DELETE FROM projection.deadline
            WHERE source_id = $1 AND generation = $2 AND due_at = $3
            """, [.timestamp(Self.endOfTime)])
    }

    /// Later than any deadline.
    private static let endOfTime = Timestamp.latest

    private func deadlineKeys(_ changes: [Deadlines.Change]) -> [Parameter] {
        [
            .array(changes.map { $0.key.rule.name }),
            .array(changes.map { $0.key.subject.kind.rawValue }),
            .array(changes.map { $0.key.subject.id }), .array(changes.map { $0.key.discriminator }),
        ]
    }
}
