/// What a sender's secret is as a key.
enum StandardWebhooksKey: Hashable, Sendable {
    /// As the specification has it: base64, often with `whsec_` before it.
    case encoded
    /// The secret as it is shown, its prefix included: some senders sign with that.
    case literal

    func key(
        of secret: Secret, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) -> [UInt8] {
        switch self {
        case .encoded: try Self.decoded(secret, cryptography)
        case .literal: try secret.literalKey()
        }
    }

    private static func decoded(
        _ secret: Secret, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) -> [UInt8] {
        let text = String(decoding: secret.bytes, as: UTF8.self)
        guard !text.hasPrefix("whpk_"), !text.hasPrefix("whsk_") else {
            throw CredentialError(
                "the secret \(secret.reference) is an ed25519 key, which Trueup does not verify: "
                    + "use the endpoint's whsec_ secret")
        }
        let encoded = text.hasPrefix("whsec_") ? String(text.dropFirst("whsec_".count)) : text
        guard let key = cryptography.decodeBase64(encoded) else {
            throw CredentialError(
                "the secret \(secret.reference) is not base64 after whsec_: copy it anew, without "
                    + "blanks or line breaks")
        }
        guard (24...64).contains(key.count) else {
            throw CredentialError(
                "the secret \(secret.reference) has \(key.count) bytes, Standard Webhooks asks for "
                    + "24 to 64: copy it anew")
        }
        return key
    }
}
