package import Events
package import Settings

/// Standard Webhooks, as one source has it.
package struct StandardWebhooksFormat: WebhookFormat {
    package var signatureToleranceSeconds = SignatureTime.usualToleranceSeconds
    /// `svix-id`, `svix-timestamp` and `svix-signature` count as well.
    package var acceptsSvixHeaderNames = false
    package var dialect = StandardWebhooksDialect.mapped
    /// How each type is read; a type that neither stands here nor is the dialect's is unknown.
    package var eventMappings: [String: EventMapping] = [:]

    package init() {}

    package var toleranceSeconds: Int64? { signatureToleranceSeconds }

    package var booking: DefaultBooking { dialect.booking }

    package var statesAmounts: Bool {
        dialect.statesAmounts
            || eventMappings.values.contains { mapping in
                !mapping.fields[.transactionAmount].isEmpty
                    || !mapping.fields[.transactionBillingAmount].isEmpty
            }
    }

    package static let settings: [Setting<StandardWebhooksFormat>] = [
        .toleranceSeconds(
            \.signatureToleranceSeconds,
            origin: "usual: the specification asks for a tolerance and fixes none"),
        Setting(
            "acceptSvixHeaderNames", \.acceptsSvixHeaderNames, .bool, changes: .intake,
            about: "`svix-id`, `svix-timestamp`, `svix-signature` count as well",
            origin: "the specification names its own headers alone"),
        Setting(
            "dialect", \.dialect, .choice(among: StandardWebhooksDialect.all) { $0.name },
            about: "whose bodies they are (below)",
            origin: "Standard Webhooks fixes no payload"),
        Setting(
            "eventMappings", \.eventMappings,
            .dictionary(
                of: EventMapping.settings, blank: EventMapping(fields: FieldMap()),
                name: "an event type",
                about: "event types with the way in which each is read"),
            about: "event types with an object each that says how they are read (below)",
            origin: "Standard Webhooks fixes no payload"),
    ]

    package func reportContradictions(in source: SettingObject) {
        let hasMappings = source["eventMappings"]?.value.members.contains { _ in true } ?? false
        if !dialect.takesMappings, hasMappings {
            source.report(
                "the dialect \(dialect.name) knows its event types; leave eventMappings out")
        }
    }

    package func scheme(
        _ credentials: Credentials, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) -> any AuthenticationScheme {
        try StandardWebhooksAuthentication(
            credentials.secrets, dialect.keys, headers, toleranceSeconds: signatureToleranceSeconds,
            cryptography)
    }

    package func readEnvelope(
        of request: WebhookRequest, _ body: Body
    ) throws(DecodeError) -> EnvelopeReading {
        .event(
            try StandardWebhooksEnvelope(
                headers: headers, dialect: dialect, mappings: eventMappings
            )
            .read(body, request))
    }

    package func interpret(_ event: ParsedEvent) throws(DecodeError) -> Interpretation {
        try StandardWebhooksFacts.interpret(event, dialect, eventMappings)
    }

    /// The header names that count, the preferred ones first.
    private var headers: [StandardWebhooksHeaders] {
        acceptsSvixHeaderNames ? [.standard, .svix] : [.standard]
    }
}
