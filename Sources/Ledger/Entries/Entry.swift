package import Events
package import Money

/// Holds, or money that moved.
package enum Layer: String, Hashable, Sendable, CaseIterable {
    case pending, posted
}

/// An account of the books: an id of the provider's (or a house account, `@network`, …) and a
/// currency.
package struct AccountKey: Hashable, Sendable {
    package var id: String
    package var currency: Currency

    package init(id: String, currency: Currency) {
        self.id = id
        self.currency = currency
    }
}

package enum AccountKind: String, Hashable, Sendable, CaseIterable {
    case card, account
    /// What the card networks are owed.
    case network
    /// Loads, unloads, deposits, withdrawals, opening balances.
    case funding
    case fees
    /// The two sides of a conversion.
    case exchange
    /// Counterparties outside the program, and money whose holder no event names yet.
    case external

    /// The id of the house account of this kind; nil for the provider's own cards and accounts.
    package var houseID: String? {
        switch self {
        case .card, .account: nil
        case .network: "@network"
        case .funding: "@funding"
        case .fees: "@fees"
        case .exchange: "@exchange"
        case .external: "@external"
        }
    }

    package var isHouse: Bool { houseID != nil }
}

/// One leg of a booking.
///
/// The legs of one transaction, layer and currency sum to zero.
package struct Entry: Hashable, Sendable {
    /// What makes an entry itself, whatever its amount becomes: the same log gives the same keys.
    package struct Key: Hashable, Sendable {
        package var transactionID: String
        /// The step (or, of an opening, the report) that causes it.
        package var cause: FactKey
        /// The leg's place within the step, fixed per step kind, layer and side.
        package var leg: Int16

        package init(transactionID: String, cause: FactKey, leg: Int16) {
            self.transactionID = transactionID
            self.cause = cause
            self.leg = leg
        }
    }

    package enum EffectiveSource: String, Hashable, Sendable {
        case stated, receipt
    }

    package var key: Key
    package var account: AccountKey
    package var accountKind: AccountKind
    package var layer: Layer
    /// Signed from the holder's view, at the scale of the money that moved.
    package var amount: Amount
    /// What this entry changes of the account's available money: a posted amount in full, a hold as
    /// far as it is negative.
    ///
    /// Pending credits never count.
    package var available: Amount
    /// The provider's time; our receipt where it states none.
    package var effectiveAt: Timestamp
    package var effectiveSource: EffectiveSource
    /// The step's kind, or `opening`.
    package var step: String
    /// The position of the event that causes it.
    package var position: Int64

    package init(
        key: Key, account: AccountKey, accountKind: AccountKind, layer: Layer, amount: Amount,
        available: Amount, effectiveAt: Timestamp, effectiveSource: EffectiveSource, step: String,
        position: Int64
    ) {
        self.key = key
        self.account = account
        self.accountKind = accountKind
        self.layer = layer
        self.amount = amount
        self.available = available
        self.effectiveAt = effectiveAt
        self.effectiveSource = effectiveSource
        self.step = step
        self.position = position
    }
}
