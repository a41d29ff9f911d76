package import Events
import Money

/// What a batch of events names, taken in event by event.
package struct FoldReach: Sendable {
    private var transactions: [String: AccountReach] = [:]
    package private(set) var cardIDs: Set<String> = []
    private var reported: Set<AccountKey> = []

    package init() {}

    package mutating func take(_ facts: [Fact]) {
        for place in facts.indices {
            switch facts[place] {
            case .transactionStep(let step):
                transactions[step.transactionID, default: AccountReach()].take(step)
                if let id = step.cardID { cardIDs.insert(id) }
            case .reference(let reference):
                let id = reference.transactionID
                if transactions[id] == nil { transactions[id] = AccountReach() }
                if let id = reference.cardID { cardIDs.insert(id) }
            case .card(let card):
                cardIDs.insert(card.cardID)
            case .balanceReported(let report):
                reported.insert(
                    AccountKey(providerID: report.accountID, currency: report.currency))
            case .accessRevoked, .activity: break
            }
        }
    }

    package var transactionIDs: [String] { Array(transactions.keys) }

    /// Every provider account that folding these events can touch, once the transactions that they
    /// name are loaded: all their parties in all their currencies.
    package func accountKeys(_ books: Books) -> Set<AccountKey> {
        var keys = reported
        for (id, upcoming) in transactions {
            var all = upcoming
            for record in books.transactions[id]?.value.transaction.steps ?? [] {
                all.take(record.step)
            }
            all.insertKeys(into: &keys)
        }
        return keys
    }
}

/// The accounts and currencies that a transaction's steps name.
private struct AccountReach {
    // Few of either: lists are faster than tables.
    private var ids: [String] = []
    private var currencies: [Currency] = []

    mutating func take(_ step: TransactionStep) {
        take(step.accountID)
        take(step.cardID)
        take(step.counterpartyAccountID)
        take(step.amount)
        take(step.counterpartyAmount)
    }

    private mutating func take(_ id: String?) {
        if let id, !ids.contains(id) { ids.append(id) }
    }

    private mutating func take(_ money: MonetaryAmount?) {
        if let currency = money?.currency, !currencies.contains(currency) {
            currencies.append(currency)
        }
    }

    func insertKeys(into keys: inout Set<AccountKey>) {
        for id in ids {
            for currency in currencies {
                keys.insert(AccountKey(providerID: id, currency: currency))
            }
        }
    }
}
