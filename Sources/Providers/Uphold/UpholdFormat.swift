package import Events
import Ledger
package import Settings

/// Uphold's classic platform, as one source has it.
package struct UpholdFormat: WebhookFormat {
    package var signatureHeader = "Signature"

    package init() {}

    package var statesAmounts: Bool { false }

    package var booking: DefaultBooking {
        DefaultBooking(LedgerPolicy(announcesCards: false), origin: "no event announces a card")
    }

    package static let settings: [Setting<UpholdFormat>] = [
        .signatureHeader(\.signatureHeader, origin: "a single page of Uphold's names it")
    ]

    package func scheme(
        _ credentials: Credentials, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) -> any AuthenticationScheme {
        try UpholdAuthentication(
            credentials.secrets, header: signatureHeader, cryptography)
    }

    package func readEnvelope(
        of request: WebhookRequest, _ body: Body
    ) throws(DecodeError) -> EnvelopeReading {
        .event(try UpholdEnvelope.read(body, request.body))
    }

    package func interpret(_ event: ParsedEvent) throws(DecodeError) -> Interpretation {
        try UpholdFacts.interpret(event)
    }

    package func interpretRead(_ event: ParsedEvent) throws(DecodeError) -> Interpretation? {
        try UpholdReads.interpret(event)
    }
}
