package import Events
package import Ledger
package import Settings

/// How the deliveries of one source are verified and read: a provider's code, with the source's
/// settings in it.
///
/// What a format has settings for, it declares in `settings`; its own code reads them as its own
/// properties.
package protocol WebhookFormat: Hashable, Sendable {
    /// The format as it is where the configuration says nothing.
    init()

    static var settings: [Setting<Self>] { get }

    /// The fields that a source may map with `fieldMap`, with their defaults.
    static var mappableFields: MappableFields { get }

    /// How events are booked where the configuration says nothing.
    var booking: DefaultBooking { get }

    /// Whether the webhooks carry amounts at all.
    var statesAmounts: Bool { get }

    /// How far the time inside a signature may lie from our clock, both ways; nil for a format
    /// whose proof has no time.
    var toleranceSeconds: Int64? { get }

    /// Prepares the keys; refuses secrets that could never verify a request.
    func scheme(
        _ credentials: Credentials, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) -> any AuthenticationScheme

    /// Reads the envelope of an authentic delivery; its body is an object.
    func readEnvelope(
        of request: WebhookRequest, _ body: Body
    ) throws(DecodeError) -> EnvelopeReading

    /// Reads the facts of a webhook.
    func interpret(_ event: ParsedEvent) throws(DecodeError) -> Interpretation

    /// Reads the facts of an object that was read from the provider; nil where this version folds
    /// no reads of the provider.
    func interpretRead(_ event: ParsedEvent) throws(DecodeError) -> Interpretation?

    /// Reports settings of `source` that contradict each other.
    func reportContradictions(in source: SettingObject)
}

/// The policy of the ledger that holds where the configuration says nothing.
package struct DefaultBooking: Hashable, Sendable {
    package let policy: LedgerPolicy
    /// Where it comes from, for the page; nil: nothing differs from the usual.
    package let origin: String?

    init(_ policy: LedgerPolicy = LedgerPolicy(), origin: String? = nil) {
        self.policy = policy
        self.origin = origin
    }
}

extension WebhookFormat {
    package static var mappableFields: MappableFields { MappableFields([]) }
    package var toleranceSeconds: Int64? { nil }
    package func interpretRead(_ event: ParsedEvent) throws(DecodeError) -> Interpretation? { nil }
    package func reportContradictions(in source: SettingObject) {}
}
