package import Events
package import Ledger

extension Threshold {
    package static let transactionUnresolved = Threshold(
        "transaction-unresolved", .seconds(900),
        "how long a referenced transaction may stay unknown")
}

extension Rule {
    package static let transactionUnresolved = Rule(
        "transaction-unresolved", [.info, .warning],
        flags: "events refer to a transaction of which nothing else is known",
        thresholds: [.transactionUnresolved],
        .transaction(TransactionUnresolved.judge))
}

/// `transaction-unresolved` (warning; info for a source whose webhooks carry no amounts and that
/// has no API to ask): events refer to a transaction of which nothing else is known.
///
/// Holds once the threshold has passed since the first receipt of a reference
/// while the transaction has no step; any step, however late, cures it. One finding per
/// transaction.
package enum TransactionUnresolved {
    package static func judge(
        _ transaction: Transaction, now: Timestamp, settings: RuleSettings
    ) -> Judgement? {
        if transaction.references.isEmpty { return nil }
        var judgement = Judgement(
            scope: FindingScope(
                rule: .transactionUnresolved,
                subject: Subject(kind: .transaction, id: transaction.id)))
        guard transaction.steps.isEmpty,
            let first = transaction.references.min(by: receivedEarlier)
        else { return judgement }
        let seconds = settings.thresholds[.transactionUnresolved]
        let deadline = first.receivedAt.adding(seconds: seconds)
        guard now >= deadline else {
            judgement.reviews = ["": deadline]
            return judgement
        }
        let card = first.cardID.map { " by card \($0)" } ?? ""
        judgement.findings = [
            Finding(
                key: judgement.scope.key(""),
                severity: settings.resolvesTransactions ? .warning : .info,
                summary:
                    "Transaction \(transaction.id) was referred to\(card) at "
                    + "\(Wording.instant(first.createdAt ?? first.receivedAt)), and nothing else "
                    + "of it came for \(Wording.duration(microseconds: seconds * 1_000_000)): "
                    + "ask the provider for its amount and status.",
                evidence: evidence(transaction), createdAt: first.createdAt)
        ]
        return judgement
    }

    private static func evidence(_ transaction: Transaction) -> [Evidence] {
        transaction.references.sorted(by: receivedEarlier).map {
            Evidence(position: $0.position, role: "reference")
        }
    }

    private static func receivedEarlier(_ left: ReferenceRecord, _ right: ReferenceRecord) -> Bool {
        (left.receivedAt, left.position) < (right.receivedAt, right.position)
    }
}
