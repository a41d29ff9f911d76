package import Settings

extension NymCardFormat {
    package static let settings: [Setting<NymCardFormat>] =
        [
            Setting(
                "notificationIdHeader", \.notificationIDHeader, .optional(.headerName),
                about: "the header that carries a notification's id",
                origin: "where the id travels is not published"),
            Setting(
                "fieldMap", \.fieldMap, .fieldMap(mappableFields),
                about: "fields (below) with the path, or the list of paths, where each stands",
                origin: "names that nCore's pages use in prose; its payloads are hardly published"),
        ] + policies

    private static let policies: [Setting<NymCardFormat>] = [
        codes(
            "approvedStatusCodes", \.policies.approvedStatusCodes,
            about: "status codes of an approval; every other stated code declines",
            origin: "nCore's table of response codes, the approved family"),
        codes(
            "partialApprovalStatusCodes", \.policies.partialApprovalStatusCodes,
            about: "codes that approve another amount than the requested one",
            origin: "nCore's table of response codes"),
        codes(
            "authorizationMessageTypes", \.policies.authorizationMessageTypes,
            about: "message types of a request that holds money",
            origin: "nCore's page of the `TRANSACTION` event"),
        codes(
            "finalMessageTypes", \.policies.finalMessageTypes,
            about: "message types of one that moves money for good",
            origin: "`API` stands on the page of the `TRANSACTION` event, `CLEARING` is assumed"),
        codes(
            "incrementMessageTypes", \.policies.incrementMessageTypes,
            about: "message types that raise an authorization; the field "
                + "`transaction.is-increment` says the same",
            origin: "assumed: how an increment shows is not published"),
        codes(
            "apiMessageTypes", \.policies.apiMessageTypes,
            about: "those of `finalMessageTypes` that come from the program itself: they can be "
                + "declined, and no authorization stands before them",
            origin: "nCore's page of the `TRANSACTION` event"),
        codes(
            "reversalMessageTypes", \.policies.reversalMessageTypes,
            about: "message types that give back; the field `transaction.is-reversal` says the "
                + "same",
            origin: "assumed: which of the three shows a reversal is not published"),
        codes(
            "reversalTransactionTypes", \.policies.reversalTransactionTypes,
            about: "transaction types that give back",
            origin: "assumed: which of the three shows a reversal is not published"),
        codes(
            "singleMessageTransactionTypes", \.policies.singleMessageTransactionTypes,
            about: "transaction types of which the authorization is all that comes: it counts as "
                + "final, and a later clearing is not booked again",
            origin: "which types are single-message depends on the program"),
        codes(
            "finalCardStatuses", \.policies.finalCardStatuses,
            about: "statuses that end a card for good", origin: "nCore's list of card statuses"),
        Setting(
            "booksOnOriginal", \.policies.booksOnOriginal, .bool, in: .policies,
            about: "a clearing, increment, reversal or expiry with an id of its own that names "
                + "its original is booked on that one",
            origin: "whether these share the authorization's id is not published; refunds and "
                + "credits stay transactions of their own"),
    ]

    private static func codes(
        _ key: String, _ path: any WritableKeyPath<NymCardFormat, Set<String>> & Sendable,
        about: String, origin: String
    ) -> Setting<NymCardFormat> {
        Setting(
            key, path, .texts("a list of codes such as [\"0000\"]"), in: .policies, about: about,
            origin: origin)
    }

    /// Nothing of these payloads is published but a few names, so that every one of them is an
    /// assumption; where a notification's id and counter stand is not known at all.
    package static let mappableFields = MappableFields([
        (.notificationID, []),
        (.notificationAttempt, []),
        (.created, ["created"]),
        (.transactionID, ["id"]),
        (.transactionOriginalID, ["original_transaction_id"]),
        (.transactionMessageType, ["message_type"]),
        (.transactionType, ["transaction_type"]),
        (.transactionIsReversal, ["is_reversal"]),
        (.transactionIsIncrement, ["is_incremental"]),
        (.transactionCardID, ["card_id"]),
        (.transactionAccountID, ["account_id"]),
        (.transactionCounterpartyAccountID, ["counterparty_account_id"]),
        (.transactionUserID, ["user_id"]),
        (.transactionAmount, ["transaction_amount"]),
        (.transactionCurrency, ["transaction_currency"]),
        (.transactionBillingAmount, ["billing_amount"]),
        (.transactionBillingCurrency, ["billing_currency"]),
        (.transactionApprovedAmount, ["approved_amount"]),
        (.transactionMerchant, ["merchant_name"]),
        (.transactionMCC, ["mcc"]),
        (.transactionNetworkReference, ["rrn"]),
        (.transactionStatusCode, ["status_code"]),
        (.transactionReason, ["status_description"]),
        (.balanceAvailable, ["available_balance"]),
        (.balanceCurrency, ["balance_currency", "billing_currency"]),
        (.cardID, ["card_id"]),
        (.cardStatus, ["new_status", "status"]),
        (.cardStatusReason, ["new_status_reason_code", "status_reason_code"]),
        (.cardLast4, ["last4"]),
        (.cardExpiry, ["expiry"]),
        (.cardHolderID, ["user_id"]),
        (.cardAccountID, ["account_id"]),
        (.accountID, ["account_id"]),
        (.accountStatus, ["new_status", "status"]),
        (.userID, ["user_id"]),
        (.activityStatus, ["new_status", "status"]),
    ])
}
