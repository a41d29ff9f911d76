/// One provider's way to prove where a delivery comes from, with a source's keys in it.
///
/// Every decision does the same work whatever its outcome: all active secrets are tried over the
/// raw bytes, also after a match and also when the signature is missing or malformed, so that
/// neither the answer nor its time tells a stranger what was wrong.
package protocol AuthenticationScheme: Sendable {
    /// The header names that carry the proof.
    ///
    /// Sent twice, they make the request ambiguous.
    var proofHeaderNames: [String] { get }

    /// Judges one request.
    func decide(_ request: WebhookRequest) -> AuthenticationDecision
}
