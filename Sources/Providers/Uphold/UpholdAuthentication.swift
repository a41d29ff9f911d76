/// Uphold (classic): `Signature: sha512=` and the HMAC-SHA512 of the body in hexadecimal.
///
/// The header's name has a single source, hence the setting. The format has no time: a captured
/// request stays valid, and only the event's id keeps it from counting twice.
struct UpholdAuthentication: AuthenticationScheme {
    private let header: String
    private let keys: SigningKeys
    private let decodeHexadecimal: @Sendable (String) -> [UInt8]?

    init(
        _ secrets: [Secret], header: String,
        _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) {
        self.header = header
        keys = SigningKeys(
            try secrets.keys { secret throws(CredentialError) in try secret.literalKey() },
            algorithm: .hmacSHA512, cryptography)
        decodeHexadecimal = cryptography.decodeHexadecimal
    }

    var proofHeaderNames: [String] { [header] }

    func decide(_ request: WebhookRequest) -> AuthenticationDecision {
        let reading = request.header(header)
        let signature: [UInt8]? =
            if case .once(let value) = reading { self.signature(in: value) } else { nil }
        let isRight = keys.verify(signature.map { [$0] } ?? [], of: [request.body[...]])
        switch reading {
        case .missing: return .refused(.signatureMissing)
        case .repeated: return .refused(.signatureRepeated)
        case .once(let value):
            guard signature != nil else { return .refused(.signatureMalformed) }
            return isRight ? .authentic(proof: value) : .refused(.signatureWrong)
        }
    }

    private func signature(in value: String) -> [UInt8]? {
        let prefix = "sha512="
        guard value.utf8.count == prefix.utf8.count + 128, value.hasPrefix(prefix) else {
            return nil
        }
        return decodeHexadecimal(String(value.dropFirst(prefix.count)))
    }
}
