/// Decides, for one source, whether a delivery is authentic.
package struct Authenticator: Sendable {
    private let scheme: any AuthenticationScheme

    /// Prepares the keys; refuses secrets that could never verify a request.
    package init(
        settings: ProviderSettings, credentials: Credentials,
        cryptography: AuthenticationCryptography
    ) throws(CredentialError) {
        guard credentials.kind == settings.provider.credentials else {
            throw CredentialError(
                settings.provider.credentials.refusal(of: settings.provider.displayName))
        }
        scheme = try settings.format.scheme(credentials, cryptography)
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
