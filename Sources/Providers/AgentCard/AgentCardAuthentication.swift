/// AgentCard: `AgentCard-Signature: t=<Unix seconds>,v1=<HMAC-SHA256 of t.body in hexadecimal>`.
///
/// The key is the whole secret as shown, its `whsec_` included: unlike Standard Webhooks, nothing
/// is stripped and nothing decoded. The older body-only `X-AgentCard-Signature` is ignored.
struct AgentCardAuthentication: AuthenticationScheme {
    private let header: String
    private let toleranceSeconds: Int64
    private let keys: SigningKeys
    private let decodeHexadecimal: @Sendable (String) -> [UInt8]?

    init(
        _ secrets: [Secret], header: String, toleranceSeconds: Int64,
        _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) {
        self.header = header
        self.toleranceSeconds = toleranceSeconds
        keys = SigningKeys(
            try secrets.keys { secret throws(CredentialError) in try secret.literalKey() },
            algorithm: .hmacSHA256, cryptography)
        decodeHexadecimal = cryptography.decodeHexadecimal
    }

    var proofHeaderNames: [String] { [header] }

    func decide(_ request: WebhookRequest) -> AuthenticationDecision {
        let reading = request.header(header)
        let parts: SignatureParts? =
            if case .once(let value) = reading { self.parts(of: value) } else { nil }
        let dot: [UInt8] = [UInt8(ascii: ".")]
        let isRight = keys.verify(
            parts?.signatures ?? [], of: [parts?.time.text ?? [], dot[...], request.body[...]])
        switch reading {
        case .missing: return .refused(.signatureMissing)
        case .repeated: return .refused(.signatureRepeated)
        case .once(let value):
            guard let parts else { return .refused(.signatureMalformed) }
            guard isRight else { return .refused(.signatureWrong) }
            let refusal = parts.time.refusal(
                receivedAt: request.receivedAt, toleranceSeconds: toleranceSeconds)
            return refusal.map { .refused($0) } ?? .authentic(proof: value)
        }
    }

    private struct SignatureParts {
        var time: SignatureTime
        var signatures: [[UInt8]]
    }

    /// Parts in any order; unknown ones are ignored, as are `v1` that are no digest while another
    /// one is.
    private func parts(of value: String) -> SignatureParts? {
        var time: SignatureTime?
        var signatures: [[UInt8]] = []
        for part in value.split(separator: ",") {
            let trimmed = part.drop { $0 == " " }
            if trimmed.hasPrefix("t=") {
                guard time == nil, let read = SignatureTime(trimmed.dropFirst(2)) else {
                    return nil
                }
                time = read
            } else if trimmed.hasPrefix("v1="), trimmed.utf8.count == 3 + 64,
                let signature = decodeHexadecimal(String(trimmed.dropFirst(3)))
            {
                guard signatures.count < SigningKeys.signatureLimit else { return nil }
                signatures.append(signature)
            }
        }
        guard let time, !signatures.isEmpty else { return nil }
        return SignatureParts(time: time, signatures: signatures)
    }
}
