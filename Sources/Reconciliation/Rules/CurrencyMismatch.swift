import Events
package import Ledger
import Money

extension Rule {
    package static let currencyMismatch = Rule(
        "currency-mismatch", [.error],
        flags: "a step moves money in another currency than its transaction",
        .transaction { transaction, _, _ in CurrencyMismatch.judge(transaction) })
}

/// `currency-mismatch` (error): a step moves money in another currency than its transaction.
///
/// A transaction's currency is that of its authorization, else of its first step with an amount.
/// Conversions and transfers have two currencies by design, and a fee or an adjustment may be in
/// any. The money is booked as stated, in a row of its own; which of the two was meant the provider
/// must say. One finding per transaction and step.
package enum CurrencyMismatch {
    /// Whether the transaction has a finding or ever had one: steps only come, so that one in a
    /// single currency never had.
    private static func concerns(_ transaction: Transaction) -> Bool {
        var first: Currency?
        for record in transaction.steps where record.step.kind.isOfOneCurrency {
            guard let currency = record.currency else { continue }
            guard let known = first else {
                first = currency
                continue
            }
            if known != currency { return true }
        }
        return false
    }

    /// Nil for a transaction that never had a finding.
    package static func judge(_ transaction: Transaction) -> Judgement? {
        guard concerns(transaction) else { return nil }
        var judgement = Judgement(
            scope: FindingScope(
                rule: .currencyMismatch, subject: Subject(kind: .transaction, id: transaction.id)))
        let stating = transaction.steps.filter {
            $0.step.kind.isOfOneCurrency && $0.currency != nil
        }
        let opening = stating.first { $0.step.kind == .authorized } ?? stating.first
        guard let opening, let currency = opening.currency else { return judgement }
        let others = stating.filter { $0.currency != currency }
        for kind in TransactionStep.Kind.allCases {
            let records = others.filter { $0.step.kind == kind }
            guard let first = records.first, let money = first.step.amount else { continue }
            judgement.findings.append(
                Finding(
                    key: judgement.scope.key(kind.rawValue), severity: .error,
                    summary:
                        "Transaction \(transaction.id) is in \(currency), but a step "
                        + "(\(kind.rawValue)) of \(money) at "
                        + "\(Wording.instant(first.createdAt ?? first.receivedAt)) is not, and no "
                        + "conversion explains it: ask the provider for the billed amount.",
                    amount: kind.takesMoney ? try? money.negated() : money,
                    evidence: [Evidence(position: opening.position, role: "currency")]
                        + records.prefix(15).map {
                            Evidence(position: $0.position, role: kind.rawValue)
                        },
                    createdAt: first.createdAt))
        }
        return judgement
    }
}

extension StepRecord {
    fileprivate var currency: Currency? { step.amount?.currency }
}

extension TransactionStep.Kind {
    fileprivate var isOfOneCurrency: Bool {
        switch self {
        case .authorized, .incremented, .creditAuthorized, .cleared, .reversed, .refunded,
            .credited, .debited:
            true
        case .declined, .expired, .charged, .transferred, .converted, .statusChanged, .released,
            .linked, .adjusted:
            false
        }
    }

    fileprivate var takesMoney: Bool {
        switch self {
        case .authorized, .incremented, .cleared, .debited: true
        default: false
        }
    }
}
