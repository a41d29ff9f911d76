package import Money

/// The only vocabulary that the ledger knows; each provider's decoder turns one event into zero or
/// more facts.
package enum Fact: Hashable, Sendable {
    case card(CardFact)
    case balanceReported(BalanceReport)
    case transactionStep(TransactionStep)
    case reference(TransactionReference)
    case accessRevoked(AccessRevocation)
    case activity(Activity)
}

/// What an event says about a card.
///
/// Absent fields stay unknown; they never overwrite.
package struct CardFact: Hashable, Sendable {
    package var cardID: String
    package var status: String?
    package var last4: String?
    /// As the provider writes it, for example `MM/YY`.
    package var expiry: String?
    package var holderID: String?
    package var accountID: String?
    package var currency: Currency?
    package var spendLimit: MonetaryAmount?
    package var closeReason: String?
    /// The event announces that the card came into being.
    package var isOpening: Bool
    /// The event announces that the card ended for good.
    package var isClosing: Bool

    package init(cardID: String, isOpening: Bool = false, isClosing: Bool = false) {
        self.cardID = cardID
        self.isOpening = isOpening
        self.isClosing = isClosing
    }
}

/// A balance as the provider reports it.
package struct BalanceReport: Hashable, Sendable {
    /// The account that the report names, else the card.
    package var accountID: String
    package var currency: Currency
    /// Everything, holds included in it.
    package var total: Amount?
    /// What the holder can spend now: holds taken off.
    package var available: Amount?
    /// The time that the report speaks of; nil where the event states none (then it orders by
    /// nothing and explains nothing: it is shown, never judged).
    package var asOf: Timestamp?

    package init(
        accountID: String, currency: Currency, total: Amount?, available: Amount?, asOf: Timestamp?
    ) {
        self.accountID = accountID
        self.currency = currency
        self.total = total
        self.available = available
        self.asOf = asOf
    }
}

/// "This card changed because of that transaction": a thin event that carries no amount.
package struct TransactionReference: Hashable, Sendable {
    package var transactionID: String
    package var cardID: String?

    package init(transactionID: String, cardID: String?) {
        self.transactionID = transactionID
        self.cardID = cardID
    }
}

/// A user or authorization whose API reads will fail from now on.
package struct AccessRevocation: Hashable, Sendable {
    package var subjectID: String

    package init(subjectID: String) {
        self.subjectID = subjectID
    }
}

/// Non-financial activity (KYC, user status, PIN, tokens, delivery, onboarding): shown on the
/// timeline, never booked.
package struct Activity: Hashable, Sendable {
    /// A short word: `kyc`, `user`, `pin`, `token`, `delivery`, `onboarding`, `document`.
    package var kind: String
    /// The id of what it is about.
    package var subjectID: String?
    /// One sentence without personal data.
    package var summary: String

    package init(kind: String, subjectID: String?, summary: String) {
        self.kind = kind
        self.subjectID = subjectID
        self.summary = summary
    }
}
