/// Standard Webhooks 1.0.0: `webhook-signature` holds a list of `version,base64`; version `v1` is
/// the HMAC-SHA256 of `webhook-id`.`webhook-timestamp`.body.
struct StandardWebhooksAuthentication: AuthenticationScheme {
    private let names: [StandardWebhooksHeaders]
    private let toleranceSeconds: Int64
    private let keys: SigningKeys
    private let decodeBase64: @Sendable (String) -> [UInt8]?

    init(
        _ secrets: [Secret], _ form: StandardWebhooksKey, _ names: [StandardWebhooksHeaders],
        toleranceSeconds: Int64, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) {
        self.names = names
        self.toleranceSeconds = toleranceSeconds
        decodeBase64 = cryptography.decodeBase64
        keys = SigningKeys(
            try secrets.keys { secret throws(CredentialError) in
                try form.key(of: secret, cryptography)
            },
            algorithm: .hmacSHA256, cryptography)
    }

    var proofHeaderNames: [String] { names.flatMap { [$0.id, $0.timestamp, $0.signature] } }

    func decide(_ request: WebhookRequest) -> AuthenticationDecision {
        let reading = StandardWebhooksHeaders.read(request, names)
        let signed: Signed? =
            if case .complete(let fields) = reading { self.signed(fields) } else { nil }
        let dot: [UInt8] = [UInt8(ascii: ".")]
        let isRight = keys.verify(
            signed?.signatures ?? [],
            of: [
                signed?.id ?? [], dot[...], signed?.time.text ?? [], dot[...], request.body[...],
            ])
        switch reading {
        case .incomplete: return .refused(.signatureMissing)
        case .repeated: return .refused(.signatureRepeated)
        case .complete(let fields):
            guard let signed else { return .refused(.signatureMalformed) }
            guard isRight else { return .refused(.signatureWrong) }
            let refusal = signed.time.refusal(
                receivedAt: request.receivedAt, toleranceSeconds: toleranceSeconds)
            // The time is part of what was signed and stands nowhere else in the log.
            return refusal.map { .refused($0) }
                ?? .authentic(proof: "t=\(fields.timestamp) \(fields.signature)")
        }
    }

    private struct Signed {
        var id: ArraySlice<UInt8>
        var time: SignatureTime
        var signatures: [[UInt8]]
    }

    /// Nil where a part cannot have been signed.
    ///
    /// An id with a dot is refused as the specification
    /// asks: it would let the same signed bytes be cut in two ways.
    private func signed(_ fields: StandardWebhooksHeaders.Fields) -> Signed? {
        guard !fields.id.isEmpty, !fields.id.utf8.contains(UInt8(ascii: ".")),
            let time = SignatureTime(fields.timestamp[...])
        else { return nil }
        var signatures: [[UInt8]] = []
        for entry in fields.signature.split(separator: " ") where entry.hasPrefix("v1,") {
            guard let signature = decodeBase64(String(entry.dropFirst(3))), signature.count == 32
            else { continue }
            guard signatures.count < SigningKeys.signatureLimit else { return nil }
            signatures.append(signature)
        }
        guard !signatures.isEmpty else { return nil }
        return Signed(id: Array(fields.id.utf8)[...], time: time, signatures: signatures)
    }
}
