package import Events

/// Where the values of a body stand: for each field the paths, from the body's root, of which the
/// first that leads to anything but null counts.
package struct FieldMap: Hashable, Sendable {
    package var paths: [Field: [JSONPath]]

    package init(paths: [Field: [JSONPath]] = [:]) {
        self.paths = paths
    }

    /// The provider's defaults with the configured fields in their place.
    package init(provider: Provider, overriding overrides: [Field: [JSONPath]] = [:]) {
        paths = Self.defaults(of: provider).paths.merging(overrides) { _, override in override }
    }

    package subscript(_ field: Field) -> [JSONPath] { paths[field] ?? [] }

    /// What holds for a provider when the configuration says nothing.
    package static func defaults(of provider: Provider) -> FieldMap {
        switch provider {
        case .nymcard: nymcard
        case .agentcard: agentcard
        case .uphold, .standardWebhooks: FieldMap()
        }
    }

    /// The fields that a source of this provider may map; configuration errors name them.
    package static func mappableFields(of provider: Provider) -> [Field] {
        switch provider {
        case .nymcard, .agentcard:
            Field.allCases.filter { field in
                !defaults(of: provider)[field].isEmpty
                    || (provider == .nymcard && notificationFields.contains(field))
            }
        case .uphold: []
        case .standardWebhooks: EventMapping.mappableFields
        }
    }

    /// Where a notification's id and retry counter stand is not known at all: no default.
    private static let notificationFields: Set<Field> = [.notificationID, .notificationAttempt]

    init(_ paths: [(Field, [String])]) {
        self.paths = Dictionary(
            uniqueKeysWithValues: paths.map { field, steps in
                (field, steps.map { JSONPath(steps: $0.split(separator: ".").map(String.init)) })
            })
    }
}

extension FieldMap {
    /// NymCard nCore: nothing of these payloads is published but a few names, so that every one of
    /// them is an assumption.
    private static let nymcard = FieldMap([
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

    /// AgentCard: the field list of the transaction payload is not published.
    private static let agentcard = FieldMap([
        (.transactionID, ["data.id"]),
        (.transactionOriginalID, ["data.original_transaction_id"]),
        (.transactionCardID, ["data.card_id"]),
        (.transactionAmount, ["data.amount_cents"]),
        (.transactionCurrency, ["data.currency"]),
        (.transactionMerchant, ["data.merchant"]),
        (.transactionMCC, ["data.mcc"]),
        (.transactionStatus, ["data.status"]),
        (.transactionReason, ["data.decline_reason"]),
    ])
}
