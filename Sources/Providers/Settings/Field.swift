/// A value that a body may hold, by the name under which the configuration maps it to a path.
///
/// Only what the providers' pages do not publish can be mapped; what they publish is read where
/// they say it stands.
package enum Field: String, Hashable, Sendable, CaseIterable {
    case notificationID = "notification.id"
    case notificationAttempt = "notification.attempt"
    case created = "created"

    case transactionID = "transaction.id"
    case transactionOriginalID = "transaction.original-id"
    case transactionMessageType = "transaction.message-type"
    case transactionType = "transaction.type"
    case transactionIsReversal = "transaction.is-reversal"
    case transactionIsIncrement = "transaction.is-increment"
    case transactionCardID = "transaction.card-id"
    case transactionAccountID = "transaction.account-id"
    case transactionCounterpartyAccountID = "transaction.counterparty-account-id"
    case transactionUserID = "transaction.user-id"
    /// In the currency of the purchase; booked where no billing amount is stated.
    case transactionAmount = "transaction.amount"
    case transactionCurrency = "transaction.currency"
    /// In the account's currency.
    case transactionBillingAmount = "transaction.billing-amount"
    case transactionBillingCurrency = "transaction.billing-currency"
    /// What was approved of a partially approved request, in the billing currency where one is
    /// stated, else in the transaction's.
    case transactionApprovedAmount = "transaction.approved-amount"
    /// What the other side of a transfer or conversion receives.
    case transactionCounterpartyAmount = "transaction.counterparty-amount"
    case transactionCounterpartyCurrency = "transaction.counterparty-currency"
    /// The rate of a conversion, kept as it is stated.
    case transactionRate = "transaction.rate"
    case transactionMerchant = "transaction.merchant"
    case transactionMCC = "transaction.mcc"
    case transactionNetworkReference = "transaction.network-reference"
    case transactionStatus = "transaction.status"
    case transactionStatusCode = "transaction.status-code"
    case transactionReason = "transaction.reason"

    case balanceAccountID = "balance.account-id"
    case balanceAvailable = "balance.available"
    case balanceTotal = "balance.total"
    case balanceCurrency = "balance.currency"

    case cardID = "card.id"
    case cardStatus = "card.status"
    case cardStatusReason = "card.status-reason"
    case cardLast4 = "card.last4"
    case cardExpiry = "card.expiry"
    case cardHolderID = "card.holder-id"
    case cardAccountID = "card.account-id"

    case accountID = "account.id"
    case accountStatus = "account.status"

    case userID = "user.id"
    /// A word such as a delivery or identity status that an activity's sentence may show.
    case activityStatus = "activity.status"
}
