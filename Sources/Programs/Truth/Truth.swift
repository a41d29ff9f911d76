package import Events

/// What is true of everything that one event touched, right after it.
package struct EventTruth: Hashable, Sendable {
    /// The holder's account, and the other side's of a transfer.
    package var account: AccountTruth?
    package var counterparty: AccountTruth?
    package var transaction: TransactionTruth?
    package var card: CardTruth?

    package init() {}
}

/// An account's true balances, in minor units; signs as its holder sees them.
package struct AccountTruth: Hashable, Sendable {
    package var name: AccountName
    /// Digits after the decimal point.
    package var digits: Int
    package var posted: Int64 = 0
    /// The sum of what its transactions hold.
    package var held: Int64 = 0

    package init(name: AccountName, digits: Int, posted: Int64 = 0) {
        self.name = name
        self.digits = digits
        self.posted = posted
    }

    /// Zero or below: what holds take.
    package var pending: Int64 { -held }
    package var available: Int64 { posted - held }

    package func money(_ minorUnits: Int64) -> SimulatedMoney {
        SimulatedMoney(minorUnits, name.currency, digits: digits)
    }
}

/// A transaction as it really stands; the names of states and kinds are those of the service's
/// contract.
package struct TransactionTruth: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case pending, authorized
        case partiallyCleared = "partially_cleared"
        case declined, cancelled, failed, expired, reversed, cleared, refunded
    }

    package enum Kind: String, Hashable, Sendable {
        case payment, refund, charge, load, unload, transfer, conversion
    }

    package var id: String
    package var kind: Kind
    package var state: State
    package var account: AccountName
    package var digits: Int
    package var cardID: String?
    /// The other side, what it gets and the digits of its currency (transfers and conversions).
    package var counterparty: AccountName?
    package var counterpartyAmount: Int64 = 0
    package var counterpartyDigits = 2
    package var authorized: Int64 = 0
    package var held: Int64 = 0
    /// Money that moved for good, whatever way.
    package var cleared: Int64 = 0
    package var reversed: Int64 = 0
    package var refunded: Int64 = 0
    package var originalID: String?
    package var merchant: String?
    /// When it began, on the stated clock.
    package var beganAt: Timestamp
    /// Nothing more will happen to it: the model forgets it.
    package var isDone = false

    package func money(_ minorUnits: Int64) -> SimulatedMoney {
        SimulatedMoney(minorUnits, account.currency, digits: digits)
    }

    package init(
        _ id: String, _ kind: Kind, _ state: State, on account: AccountTruth, cardID: String?,
        at time: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.account = account.name
        digits = account.digits
        self.cardID = cardID
        beganAt = time
    }
}

/// A card as it really stands.
package struct CardTruth: Hashable, Sendable {
    package var id: String
    package var status: String
    package var holderID: String
    /// Where balances belong to accounts.
    package var accountID: String?
    package var last4: String
    package var isClosed = false
    /// The card that stands in for it.
    package var replacementID: String?

    package init(
        id: String, status: String, holderID: String, accountID: String? = nil, last4: String
    ) {
        self.id = id
        self.status = status
        self.holderID = holderID
        self.accountID = accountID
        self.last4 = last4
    }
}
