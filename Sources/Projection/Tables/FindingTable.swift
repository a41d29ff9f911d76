import Events
import Money
import Postgres
import Reconciliation

/// Findings with their status.
enum FindingTable: Table {
    /// The id is the digest of the key, with the source's name in it.
    typealias Record = (id: UUIDBytes, record: FindingRecord)

    static let id = key("finding_id") { $0.id }
    static let rule = column("rule") { RuleName($0.record.finding.key.rule) }
    static let severity = column("severity") { $0.record.finding.severity }
    static let status = column("status") { $0.record.status }
    static let subjectKind = column("subject_kind") { $0.record.finding.key.subject.kind }
    static let subjectID = column("subject_id") { $0.record.finding.key.subject.id }
    static let discriminator = column("discriminator") { $0.record.finding.key.discriminator }
    static let summary = column("summary") { $0.record.finding.summary }
    static let amount = column("amount") { $0.record.finding.amount?.amount }
    static let currency = column("currency") { $0.record.finding.amount?.currency }
    static let evidence = column("evidence") {
        JSONText(EvidenceForm.json($0.record.finding.evidence))
    }
    static let occurrences = column("occurrences") { $0.record.finding.count }
    static let detectedAt = column("detected_at") { $0.record.detectedAt }
    static let createdAt = column("created_at") { $0.record.finding.createdAt }
    static let resolvedAt = column("resolved_at") { $0.record.resolvedAt }
    static let isResolvedByOperator = column("resolved_by_operator") {
        $0.record.isResolvedByOperator
    }

    static let layout = Layout(
        "finding", id, rule, severity, status, subjectKind, subjectID, discriminator, summary,
        amount, currency, evidence, occurrences, detectedAt, createdAt, resolvedAt,
        isResolvedByOperator)

    /// The most severe come first.
    static let comparison = TableComparison(
        FindingTable.self,
        subject: { row in
            """
            \(row).\(rule.name) || ' ' || \(row).\(subjectKind.name) || ' ' \
            || \(row).\(subjectID.name) \
            || coalesce(' / ' || nullif(\(row).\(discriminator.name), ''), '')
            """
        },
        order: [
            """
            array_position(ARRAY['critical', 'error', 'warning', 'info'],
                coalesce(a.\(severity.name), b.\(severity.name)))
            """
        ])

    static func record(_ row: StoredRow) throws -> Record {
        let currency = try row[currency]
        let amount = try row[amount].flatMap { amount in
            currency.map { MonetaryAmount(amount: amount, currency: $0) }
        }
        let key = FindingKey(
            rule: try row[rule].rule,
            subject: Subject(kind: try row[subjectKind], id: try row[subjectID]),
            discriminator: try row[discriminator])
        let finding = Finding(
            key: key, severity: try row[severity], summary: try row[summary], amount: amount,
            evidence: try EvidenceForm.evidence(row[evidence].text),
            count: try row[occurrences], createdAt: try row[createdAt])
        let record = FindingRecord(
            finding: finding, status: try row[status], detectedAt: try row[detectedAt],
            resolvedAt: try row[resolvedAt],
            isResolvedByOperator: try row[isResolvedByOperator])
        return (try row[id], record)
    }
}

/// The life of findings, numbered in the order in which it was decided: written once.
enum FindingHistoryTable: Table {
    typealias Record = (number: Int64, findingID: UUIDBytes, transition: FindingTransition)

    static let number = key("transition") { $0.number }
    static let findingID = column("finding_id") { $0.findingID }
    static let at = column("at") { $0.transition.at }
    static let from = column("from_status") { $0.transition.from }
    static let to = column("to_status") { $0.transition.to }
    static let actor = column("actor") { $0.transition.actor }
    static let reason = column("reason") { $0.transition.reason }
    static let position = column("position") { $0.transition.position }

    static let layout = Layout(
        "finding_history", number, findingID, at, from, to, actor, reason, position)
}
