import Events
package import Ledger
import Money

extension Rule {
    package static let accountConflict = Rule(
        "account-conflict", [.error],
        flags: "a transaction's steps claim two accounts for its money",
        .transaction { transaction, _, _ in AccountConflict.judge(transaction) })
}

/// `account-conflict` (error): a transaction's steps claim two accounts for its money, or move it
/// from an account to the same account.
///
/// Booked is the account that the first step names; of a transfer to itself both legs stand on the
/// one account and sum to nothing. Where steps name accounts, their cards do not matter: a card may
/// be replaced. One finding per transaction and kind of conflict (`holder`, `transfer`).
package enum AccountConflict {
    /// Whether the transaction has a finding or ever had one: steps only come, so that one whose
    /// steps name one card, one account and never both sides of a transfer alike never had.
    private static func concerns(_ transaction: Transaction) -> Bool {
        var (account, card): (String?, String?)
        for record in transaction.steps {
            let step = record.step
            if let id = step.accountID {
                if let account, account != id { return true }
                account = id
            }
            if let id = step.cardID {
                if let card, card != id { return true }
                card = id
            }
        }
        return transaction.steps.contains { record in
            guard record.step.kind == .transferred,
                let destination = record.step.counterpartyAccountID
            else { return false }
            return destination == account || destination == card
        }
    }

    /// Nil for a transaction that never had a finding.
    package static func judge(_ transaction: Transaction) -> Judgement? {
        guard concerns(transaction) else { return nil }
        var judgement = Judgement(
            scope: FindingScope(
                rule: .accountConflict, subject: Subject(kind: .transaction, id: transaction.id)))
        if let claim = twoHolders(transaction, \.accountID, "accounts")
            ?? (transaction.steps.allSatisfy { $0.step.accountID == nil }
                ? twoHolders(transaction, \.cardID, "cards") : nil)
        {
            judgement.findings.append(
                Finding(
                    key: judgement.scope.key("holder"), severity: .error,
                    summary:
                        "Transaction \(transaction.id) is claimed for two \(claim.word), "
                        + "\(claim.first.id) and \(claim.second.id): it is booked on "
                        + "\(claim.first.id), which the first step names; ask the provider whose "
                        + "it is, and adjust.",
                    amount: claim.second.record.step.amount,
                    evidence: [
                        Evidence(position: claim.first.record.position, role: "first claim"),
                        Evidence(position: claim.second.record.position, role: "other claim"),
                    ], createdAt: claim.second.record.createdAt))
        }
        if let record = transaction.steps.first(where: { isToItself($0.step, transaction) }) {
            judgement.findings.append(
                Finding(
                    key: judgement.scope.key("transfer"), severity: .error,
                    summary:
                        "Transaction \(transaction.id) is a transfer from account "
                        + "\(record.step.counterpartyAccountID ?? "") to itself: it moves nothing; "
                        + "ask the provider for the other side.",
                    amount: record.step.amount,
                    evidence: [
                        Evidence(position: record.position, role: record.step.kind.rawValue)
                    ],
                    createdAt: record.createdAt))
        }
        return judgement
    }

    private typealias Claim = (id: String, record: StepRecord)

    private static func twoHolders(
        _ transaction: Transaction, _ holder: KeyPath<TransactionStep, String?>, _ word: String
    ) -> (word: String, first: Claim, second: Claim)? {
        var first: Claim?
        for record in transaction.steps {
            guard let id = record.step[keyPath: holder] else { continue }
            guard let known = first else {
                first = (id, record)
                continue
            }
            if known.id != id { return (word, known, (id, record)) }
        }
        return nil
    }

    /// In one currency: from dollars to euros of the same account is a conversion.
    private static func isToItself(_ step: TransactionStep, _ transaction: Transaction) -> Bool {
        guard step.kind == .transferred, let destination = step.counterpartyAccountID else {
            return false
        }
        if let received = step.counterpartyAmount, received.currency != step.amount?.currency {
            return false
        }
        let steps = transaction.steps
        let account = steps.lazy.compactMap(\.step.accountID).first
        return destination == account ?? steps.lazy.compactMap(\.step.cardID).first
    }
}
