package import Money

/// What one event says happened to one transaction.
///
/// Amounts are never negative: the kind gives the direction, from the account holder's view. Only
/// an adjustment has a sign.
package struct TransactionStep: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case authorized, incremented, declined, cleared, reversed, expired, refunded
        /// Money that is to come in was approved: pending, and never available, until it is final.
        case creditAuthorized
        /// A fee taken.
        case charged
        /// A load: money from outside the program.
        case credited
        /// An unload: money to outside the program.
        case debited
        case transferred, converted
        /// A wallet transaction's status word changed; `status` carries it.
        case statusChanged
        /// An operator ends a hold, in full or by an amount.
        case released
        /// The transaction belongs to `originalTransactionID`, where what it did is booked or
        /// explained; books nothing itself.
        case linked
        /// An operator corrects the books: the amount is signed, `counterpartyAccountID` names the
        /// house account on the other side.
        case adjusted
    }

    package var transactionID: String
    package var kind: Kind
    /// The booked amount: the billing amount in the account's currency where stated.
    ///
    /// Nil where the event states none (a full reversal, an expiry, a thin status event).
    package var amount: MonetaryAmount?
    /// The amount in the currency of the purchase, where it is stated beside the billing amount.
    package var transactionAmount: MonetaryAmount?
    package var cardID: String?
    package var accountID: String?
    /// The other side of a transfer or conversion inside the program.
    package var counterpartyAccountID: String?
    /// What the other side of a conversion receives.
    package var counterpartyAmount: MonetaryAmount?
    /// The conversion rate as stated, kept as text.
    package var rate: String?
    /// The transaction that this one refunds, reverses or clears, where it states another's id.
    package var originalTransactionID: String?
    package var merchant: String?
    /// Merchant category code.
    package var mcc: String?
    package var networkReference: String?
    package var statusCode: String?
    package var reason: String?
    /// A wallet's status word: `pending`, `processing`, `waiting`, `on-hold`, `completed`,
    /// `failed`, `cancelled`, or another kept as it came.
    package var status: String?

    package init(transactionID: String, kind: Kind, amount: MonetaryAmount? = nil) {
        self.transactionID = transactionID
        self.kind = kind
        self.amount = amount
    }
}
