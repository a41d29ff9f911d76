import Events
import Money

/// An account of the books with its kind.
struct AccountReference: Hashable {
    let key: AccountKey
    let kind: AccountKind

    init(key: AccountKey, kind: AccountKind) {
        self.key = key
        self.kind = kind
    }

    static func network(_ currency: Currency) -> AccountReference { house(.network, currency) }

    static func house(_ kind: AccountKind, _ currency: Currency) -> AccountReference {
        let id = kind.houseID ?? AccountKey.unassignedID
        return AccountReference(key: AccountKey(id: id, currency: currency), kind: kind)
    }
}

/// Whose money a transaction moves: the first account that a step names, else the first card, else
/// nobody yet.
///
/// Money is never left out; it moves to the right account when a later event names it.
struct TransactionParties {
    let accountID: String?
    let cardID: String?
    private let holderKind: AccountKind

    init(of transaction: Transaction) {
        var (account, card): (String?, String?)
        for record in transaction.steps {
            if account == nil { account = record.step.accountID }
            if card == nil { card = record.step.cardID }
            if account != nil, card != nil { break }
        }
        accountID = account
        cardID = card
        if account != nil {
            holderKind = .account
        } else if let card {
            // The same id cannot be a card on one side of a transfer and an account on the other.
            let isNamedAsAccount = transaction.steps.contains {
                $0.step.counterpartyAccountID == card
            }
            holderKind = isNamedAsAccount ? .account : .card
        } else {
            holderKind = .external
        }
    }

    /// The holder's account in a currency.
    func holder(_ currency: Currency) -> AccountReference {
        guard let id = accountID ?? cardID else {
            let key = AccountKey(id: AccountKey.unassignedID, currency: currency)
            return AccountReference(key: key, kind: .external)
        }
        let key = AccountKey(providerID: id, currency: currency)
        return AccountReference(key: key, kind: holderKind)
    }

    /// The other side of a transfer: the account that it names, else outside of the program.
    func counterparty(_ step: TransactionStep, _ currency: Currency) -> AccountReference {
        guard let id = step.counterpartyAccountID else { return .house(.external, currency) }
        let key = AccountKey(providerID: id, currency: currency)
        return AccountReference(key: key, kind: .account)
    }
}
