import Events
package import Ledger
import Money

extension Rule {
    package static let lifecycleGap = Rule(
        "lifecycle-gap", [.warning], flags: "a step's predecessor was never seen",
        .transaction { transaction, _, _ in LifecycleGap.judge(transaction) },
        .card(LifecycleGap.judge))
}

/// `lifecycle-gap` (warning): a step whose predecessor was never seen.
///
/// Of a transaction: cleared, reversed or expired without an authorization. Steps that stand alone
/// (loads, unloads, fees, refunds, transfers, conversions, wallet statuses) need none, and a
/// reversal may also undo one of them. Force posts are legal, hence a warning.
///
/// Of a card, where the provider announces every new card: activity or a close without the event
/// that creates it.
///
/// Existence decides, not order: an authorization that comes after its clearing cures the finding,
/// and so does an operator's link to the transaction that holds it.
/// One finding per transaction or card, and step.
package enum LifecycleGap {
    package static func judge(_ transaction: Transaction) -> Judgement {
        var judgement = Judgement(
            scope: FindingScope(
                rule: .lifecycleGap, subject: Subject(kind: .transaction, id: transaction.id)))
        guard lacksAuthorization(transaction) else { return judgement }
        let kinds = Set(transaction.steps.map(\.step.kind))
        judgement.findings = steps.compactMap { kind in
            let records = transaction.steps.filter { $0.step.kind == kind }
            guard let first = records.first else { return nil }
            if kind == .reversed, !kinds.isDisjoint(with: standingAlone) { return nil }
            return finding(kind, first, records, key: judgement.scope.key(kind.rawValue))
        }
        return judgement
    }

    package static func judge(_ card: Card, settings: RuleSettings) -> Judgement {
        var judgement = Judgement(
            scope: FindingScope(rule: .lifecycleGap, subject: Subject(kind: .card, id: card.id)))
        guard settings.announcesCards, card.opened == nil else { return judgement }
        if let activity = card.firstActivity {
            judgement.findings.append(
                finding(
                    card, activity, verb: "was active", step: "activity",
                    key: judgement.scope.key("activity")))
        }
        if let closed = card.closed {
            judgement.findings.append(
                finding(
                    card, closed, verb: "was closed", step: "closed",
                    key: judgement.scope.key("closed")))
        }
        return judgement
    }

    /// Asked at every event: nothing is collected for the many that lack nothing.
    private static func lacksAuthorization(_ transaction: Transaction) -> Bool {
        var needsOne = false
        for record in transaction.steps {
            if opening.contains(record.step.kind) { return false }
            needsOne = needsOne || steps.contains(record.step.kind)
        }
        return needsOne
    }

    /// The steps with which a hold begins, or that a person said belong to another transaction.
    private static let opening: [StepKind] = [.authorized, .creditAuthorized, .linked]

    /// The steps that need an authorization before them.
    private static let steps: [StepKind] = [.cleared, .reversed, .expired]

    /// Money in a single message: what a reversal can undo beside an authorization.
    private static let standingAlone: Set<StepKind> = [
        .refunded, .charged, .credited, .debited, .transferred, .converted,
    ]

    private static func finding(
        _ kind: StepKind, _ first: StepRecord, _ records: [StepRecord], key: FindingKey
    ) -> Finding {
        let subject = "Transaction \(key.subject.id)"
        let money = first.step.amount.map { " of \($0)" } ?? ""
        let time = Wording.instant(first.createdAt ?? first.receivedAt)
        let said =
            switch kind {
            case .cleared: "\(subject): a clearing\(money) at \(time) has no authorization"
            case .reversed: "\(subject): a reversal\(money) at \(time) has no authorization"
            default: "\(subject) expired at \(time) and has no authorization"
            }
        return Finding(
            key: key, severity: .warning,
            summary:
                "\(said): it was never sent, or none was asked for (a force post); compare with "
                + "the provider's record.",
            amount: amount(kind, first),
            evidence: records.prefix(evidenceBound).map {
                Evidence(position: $0.position, role: kind.rawValue)
            },
            createdAt: first.createdAt)
    }

    /// Of the first such step: a clearing takes money, a reversal gives it back.
    private static func amount(_ kind: StepKind, _ first: StepRecord) -> MonetaryAmount? {
        switch kind {
        case .cleared: first.step.amount.flatMap { try? $0.negated() }
        case .reversed: first.step.amount
        default: nil
        }
    }

    private static func finding(
        _ card: Card, _ point: EventPoint, verb: String, step: String, key: FindingKey
    ) -> Finding {
        Finding(
            key: key, severity: .warning,
            summary:
                "Card \(card.id) \(verb) at \(Wording.instant(point.createdAt ?? point.receivedAt))"
                + ", but the event that creates it was never seen: ask the provider for it, or "
                + "read the card.",
            evidence: [Evidence(position: point.position, role: step)],
            createdAt: point.createdAt)
    }

    private static let evidenceBound = 16
}

private typealias StepKind = TransactionStep.Kind
