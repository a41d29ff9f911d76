package import Events
import Ledger
package import Settings

/// AgentCard, as one source has it.
package struct AgentCardFormat: WebhookFormat {
    package var signatureHeader = "AgentCard-Signature"
    package var signatureToleranceSeconds = SignatureTime.usualToleranceSeconds
    package var fieldMap = mappableFields.defaults
    /// A `transaction.cleared` with a negative amount is a refund; otherwise it is not decodable.
    package var negativeClearingIsRefund = true

    package init() {}

    package var statesAmounts: Bool { true }

    package var booking: DefaultBooking {
        DefaultBooking(
            LedgerPolicy(
                clearing: .restate, releasesRestAfterPartialClearing: true,
                clockResolutionMicroseconds: 1_000_000),
            origin: "a tip restates the amount, and times are whole seconds")
    }

    package var toleranceSeconds: Int64? { signatureToleranceSeconds }

    package static let settings: [Setting<AgentCardFormat>] = [
        .signatureHeader(\.signatureHeader, origin: "AgentCard's page of webhook signatures"),
        .toleranceSeconds(
            \.signatureToleranceSeconds, origin: "AgentCard's page of webhook signatures"),
        Setting(
            "fieldMap", \.fieldMap, .fieldMap(mappableFields),
            about: "fields (below) with the path, or the list of paths, where each stands",
            origin: "assumed: the fields of a transaction's event are not published"),
        Setting(
            "negativeClearingIsRefund", \.negativeClearingIsRefund, .bool, in: .policies,
            about: "a clearing with a negative amount is a refund; else it is not understood",
            origin: "refunds have a negative amount and no type of their own"),
    ]

    /// The field list of the transaction payload is not published.
    package static let mappableFields = MappableFields([
        (.transactionID, ["data.id"]),
        (.transactionOriginalID, ["data.original_transaction_id"]),
        (.transactionCardID, ["data.card_id"]),
        (.transactionAmount, ["data.amount_cents"]),
        (.transactionCurrency, ["data.currency"]),
        (.transactionMerchant, ["data.merchant"]),
        (.transactionMCC, ["data.mcc"]),
        (.transactionReason, ["data.decline_reason"]),
    ])

    package func scheme(
        _ credentials: Credentials, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) -> any AuthenticationScheme {
        try AgentCardAuthentication(
            credentials.secrets, header: signatureHeader,
            toleranceSeconds: signatureToleranceSeconds, cryptography)
    }

    package func readEnvelope(
        of request: WebhookRequest, _ body: Body
    ) throws(DecodeError) -> EnvelopeReading {
        .event(try AgentCardEnvelope.read(body.mapped(by: fieldMap)))
    }

    package func interpret(_ event: ParsedEvent) throws(DecodeError) -> Interpretation {
        try AgentCardFacts.interpret(
            event.mapped(by: fieldMap), negativeClearingIsRefund: negativeClearingIsRefund)
    }
}
