/// Decides, for one source, whether a delivery is authentic.
///
/// Every decision does the same work whatever its outcome: all active secrets are tried over the
/// raw bytes, also after a match and also when the signature is missing or malformed, so that
/// neither the answer nor its time tells a stranger what was wrong.
package struct Authenticator: Sendable {
    private let scheme: any AuthenticationScheme

    /// Prepares the keys; refuses secrets that could never verify a request.
    package init(
        provider: Provider, credentials: Credentials,
        settings: AuthenticationSettings = AuthenticationSettings(),
        cryptography: AuthenticationCryptography
    ) throws(CredentialError) {
        switch (provider, credentials) {
        case (.nymcard, .fixed(let sets)):
            scheme = try NymCardAuthentication(sets, cryptography)
        case (.uphold, .signing(let secrets)):
            scheme = try UpholdAuthentication(secrets, settings, cryptography)
        case (.agentcard, .signing(let secrets)):
            scheme = try AgentCardAuthentication(secrets, settings, cryptography)
        case (.standardWebhooks, .signing(let secrets)):
            scheme = try StandardWebhooksAuthentication(secrets, settings, cryptography)
        case (.nymcard, .signing):
            throw CredentialError(
                "NymCard signs nothing: give basicAuth or customHeaders instead of secrets")
        case (_, .fixed):
            throw CredentialError(
                "\(provider.rawValue) signs its deliveries: give secrets instead of basicAuth or "
                    + "customHeaders")
        }
    }

    /// Judges one request.
    package func decide(_ request: WebhookRequest) -> AuthenticationDecision {
        scheme.decide(request)
    }

    /// The header names that carry the proof.
    ///
    /// Sent twice, they make the request ambiguous.
    package var proofHeaderNames: [String] { scheme.proofHeaderNames }
}

/// One provider's way to prove where a delivery comes from.
protocol AuthenticationScheme: Sendable {
    var proofHeaderNames: [String] { get }
    func decide(_ request: WebhookRequest) -> AuthenticationDecision
}

/// What the configuration may change about authentication.
package struct AuthenticationSettings: Hashable, Sendable {
    /// Nil: the provider's own header name.
    package var signatureHeader: String?
    /// How far the time inside a signature may lie from our clock, both ways.
    package var toleranceSeconds: Int64
    /// Standard Webhooks: `svix-id`, `svix-timestamp` and `svix-signature` count as well.
    package var acceptsSvixHeaderNames: Bool

    package init(
        signatureHeader: String? = nil, toleranceSeconds: Int64 = 300,
        acceptsSvixHeaderNames: Bool = false
    ) {
        self.signatureHeader = signatureHeader
        self.toleranceSeconds = toleranceSeconds
        self.acceptsSvixHeaderNames = acceptsSvixHeaderNames
    }
}
