package import Events
import Money

/// What a batch of events names, taken in event by event.
package struct FoldReach {
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
    private var ids = Few<String>()
    private var currencies = Few<Currency>()

    mutating func take(_ step: TransactionStep) {
        ids.insert(step.accountID)
        ids.insert(step.cardID)
        ids.insert(step.counterpartyAccountID)
        currencies.insert(step.amount?.currency)
        currencies.insert(step.counterpartyAmount?.currency)
    }

    func insertKeys(into keys: inout Set<AccountKey>) {
        ids.forEach { id in
            currencies.forEach { currency in
                keys.insert(AccountKey(providerID: id, currency: currency))
            }
        }
    }
}

/// A set of mostly one or two elements, which are kept without a table or list of their own.
private struct Few<Element: Equatable> {
    private var first: Element?
    private var second: Element?
    private var others: [Element] = []

    mutating func insert(_ element: Element?) {
        guard let element, element != first, element != second, !others.contains(element) else {
            return
        }
        if first == nil {
            first = element
        } else if second == nil {
            second = element
        } else {
            others.append(element)
        }
    }

    func forEach(_ body: (Element) -> Void) {
        if let first { body(first) }
        if let second { body(second) }
        for element in others { body(element) }
    }
}
