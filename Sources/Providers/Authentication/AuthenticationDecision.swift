/// Whether a request comes from whom it claims to come from.
package enum AuthenticationDecision: Hashable, Sendable {
    /// `proof` is kept with the event: the signature as received, or, for credentials that are sent
    /// as they are, the name of the secret's reference. Never a secret and never its hash.
    case authentic(proof: String)
    case refused(RefusalCause)
}

/// Why a request was refused: a closed set for counting.
///
/// All look the same from outside.
package enum RefusalCause: String, Hashable, Sendable, CaseIterable {
    case credentialsMissing = "credentials-missing"
    case credentialsWrong = "credentials-wrong"
    case credentialsRepeated = "credentials-repeated"
    case signatureMissing = "signature-missing"
    case signatureRepeated = "signature-repeated"
    case signatureMalformed = "signature-malformed"
    case signatureWrong = "signature-wrong"
    /// The signature is right, and older than the tolerance.
    case signatureStale = "signature-stale"
    /// The signature is right, and from further in the future than the tolerance.
    case signatureFuture = "signature-future"
}
