package import Events

/// How the events of one type of a Standard Webhooks source are read.
///
/// The fields that are mapped decide the facts: `transaction.id` with a step gives a step,
/// `card.id` a card, `balance.available` or `balance.total` a report. Nothing mapped but
/// `user.id` gives an activity.
package struct EventMapping: Hashable, Sendable {
    /// What the type says happened to a transaction; nil where it is about none.
    package var step: TransactionStep.Kind?
    package var amounts: AmountNotation
    /// The event announces that the card came into being.
    package var opensCard: Bool
    /// The event announces that the card ended for good.
    package var closesCard: Bool
    package var fields: FieldMap

    package init(
        step: TransactionStep.Kind? = nil, amounts: AmountNotation = .decimalText,
        opensCard: Bool = false, closesCard: Bool = false, fields: FieldMap
    ) {
        self.step = step
        self.amounts = amounts
        self.opensCard = opensCard
        self.closesCard = closesCard
        self.fields = fields
    }

    /// The steps that a mapping may name: all but those that an operator alone decides.
    package static let mappableSteps = TransactionStep.Kind.allCases.filter { kind in
        kind != .linked && kind != .adjusted
    }

    /// The fields that a mapping may name.
    package static let mappableFields: [Field] = [
        .transactionID, .transactionOriginalID, .transactionCardID, .transactionAccountID,
        .transactionCounterpartyAccountID, .transactionAmount, .transactionCurrency,
        .transactionBillingAmount, .transactionBillingCurrency, .transactionCounterpartyAmount,
        .transactionCounterpartyCurrency, .transactionRate, .transactionMerchant,
        .transactionMCC, .transactionNetworkReference, .transactionStatus, .transactionStatusCode,
        .transactionReason, .balanceAccountID, .balanceAvailable, .balanceTotal, .balanceCurrency,
        .cardID, .cardStatus, .cardStatusReason, .cardLast4, .cardExpiry, .cardHolderID,
        .cardAccountID, .userID, .activityStatus,
    ]
}
