package import Events
import Ledger
import Settings

/// NymCard nCore, as one source has it.
package struct NymCardFormat: WebhookFormat {
    /// The header that carries the notification's id, where there is one.
    package var notificationIDHeader: String?
    package var fieldMap = mappableFields.defaults
    package var policies = NymCardPolicies()

    package init() {}

    package var statesAmounts: Bool { true }

    package var booking: DefaultBooking {
        DefaultBooking(
            LedgerPolicy(clearing: .add, releasesRestAfterPartialClearing: false),
            origin: "nCore clears in several parts, and holds the rest for 30 days")
    }

    package func scheme(
        _ credentials: Credentials, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) -> any AuthenticationScheme {
        try NymCardAuthentication(credentials.fixedSets, cryptography)
    }

    package func readEnvelope(
        of request: WebhookRequest, _ body: Body
    ) throws(DecodeError) -> EnvelopeReading {
        try NymCardEnvelope.read(
            body.mapped(by: fieldMap), request, notificationIDHeader: notificationIDHeader)
    }

    package func interpret(_ event: ParsedEvent) throws(DecodeError) -> Interpretation {
        try NymCardFacts.interpret(event.mapped(by: fieldMap), policies)
    }
}
