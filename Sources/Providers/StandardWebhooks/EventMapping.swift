package import Events
package import Settings

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
}

extension EventMapping {
    package static let settings: [Setting<EventMapping>] = [
        Setting(
            "fieldMap", \.fields, .fieldMap(mappableFields),
            required: "the paths of this type's values",
            about: "fields (below) with the path, or the list of paths, where each stands",
            origin: "Standard Webhooks fixes no payload, so each type needs its own"),
        Setting(
            "step", \.step, .optional(.choice(among: mappableSteps) { $0.rawValue }),
            about: "what the type says happened to a transaction",
            origin: "a type need not be about a transaction"),
        Setting(
            "amounts", \.amounts, .choice(),
            about: "amounts are decimal numbers as text, JSON numbers, or whole numbers of the "
                + "currency's smallest unit (of hundredths, where that unit is not known)",
            origin: "text alone keeps every digit through every program"),
        Setting(
            "opensCard", \.opensCard, .bool, about: "the event announces a new card",
            origin: "few types do"),
        Setting(
            "closesCard", \.closesCard, .bool, about: "the event announces the end of a card",
            origin: "few types do"),
    ]

    /// The steps that a mapping may name: all but those that an operator alone decides.
    package static let mappableSteps = TransactionStep.Kind.allCases.filter { kind in
        kind != .linked && kind != .adjusted
    }

    /// The fields that a mapping may name.
    package static let mappableFields = MappableFields(
        [
            .transactionID, .transactionOriginalID, .transactionCardID, .transactionAccountID,
            .transactionCounterpartyAccountID, .transactionAmount, .transactionCurrency,
            .transactionBillingAmount, .transactionBillingCurrency, .transactionCounterpartyAmount,
            .transactionCounterpartyCurrency, .transactionRate, .transactionMerchant,
            .transactionMCC, .transactionNetworkReference, .transactionStatus,
            .transactionStatusCode, .transactionReason, .balanceAccountID, .balanceAvailable,
            .balanceTotal, .balanceCurrency, .cardID, .cardStatus, .cardStatusReason, .cardLast4,
            .cardExpiry, .cardHolderID, .cardAccountID, .userID, .activityStatus,
        ].map { ($0, []) })
}
