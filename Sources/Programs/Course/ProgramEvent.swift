package import Events

/// One event of a program in its order in time: the body that announces it, what the body claims,
/// and what is true after it.
///
/// A healthy provider sends it at `happensAt` or soon after, once, after all earlier events.
package struct ProgramEvent: Sendable {
    /// 0, 1, 2 … within the program.
    package var index: Int64
    /// When it happened in the program's own course.
    package var programTime: Timestamp
    /// The same on the clock that bodies state and that the sender follows.
    package var happensAt: Timestamp
    /// As the body states it, in the provider's resolution; nil: the body states no time.
    package var createdAt: Timestamp?
    /// As the body states it; nil: the service derives one from the body (`derivedEventID`).
    package var eventID: String?
    package var type: String
    package var subject: ProgramSubject
    package var body: JSONBody
    package var claims: EventClaims
    package var truth: EventTruth
}

/// What an event, a fault or a finding is about; kinds as findings name them.
package struct ProgramSubject: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case card, account, transaction, user, event, type, source
    }

    package var kind: Kind
    package var id: String

    package init(_ kind: Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}

/// What a body says, as the simulator means it: expectations are derived from the claims of what
/// was delivered, never by reading bodies again.
package struct EventClaims: Hashable, Sendable {
    package enum CardRole: Hashable, Sendable { case opened, closed, active }

    /// A balance: what can be spent.
    package struct Report: Hashable, Sendable {
        package var account: AccountName
        package var available: Int64

        package init(account: AccountName, available: Int64) {
            self.account = account
            self.available = available
        }
    }

    /// The card, account, transaction or user in whose order the event stands.
    package var stream: ProgramSubject?
    package var cardID: String?
    package var cardRole = CardRole.active
    package var step: StepClaim?
    /// Named as a cause, without a step.
    package var referenceID: String?
    package var report: Report?
    /// The type must name a transaction.
    package var mustNameTransaction = false
    /// The event's own test flag.
    package var isLive: Bool?
    package var isKnownType = true

    package init() {}
}

/// An account and a currency.
package struct AccountName: Hashable, Sendable {
    package var id: String
    package var currency: String

    package init(id: String, currency: String) {
        self.id = id
        self.currency = currency
    }
}

/// What a body says happened to a transaction.
package struct StepClaim: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case authorized, declined, cleared, reversed, expired, refunded, charged, credited
        case debited, transferred, statusChanged
    }

    package var transactionID: String
    package var kind: Kind
    /// Minor units; nil: none stated.
    package var amount: Int64?
    package var account: AccountName?
    /// The other side of a transfer.
    package var counterparty: AccountName?
    /// A wallet's status word.
    package var status: String?
    package var originalID: String?

    package init(_ kind: Kind, _ transactionID: String, _ amount: Int64?, _ account: AccountName?) {
        self.transactionID = transactionID
        self.kind = kind
        self.amount = amount
        self.account = account
    }
}
