/// NymCard nCore: HTTP Basic and static custom headers.
///
/// Nothing covers the body. Every configured part of one set must match; several sets are active
/// at once, since retries with the old credentials are still under way while new ones are set.
struct NymCardAuthentication: AuthenticationScheme {
    private struct Part {
        var header: String
        var isBasic: Bool
        /// Codes under the expected value itself: equal codes mean equal values, and comparing
        /// codes takes the same time whatever the lengths.
        var hash: AuthenticationCryptography.KeyedHash
        var expectedCode: [UInt8]
    }

    private struct CredentialSet {
        var parts: [Part]
        var proof: String
    }

    private let sets: [CredentialSet]
    private let areEqual: @Sendable ([UInt8], [UInt8]) -> Bool

    init(
        _ sets: [StaticCredentials], _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) {
        guard !sets.isEmpty else {
            throw CredentialError("no credentials are configured: give basicAuth or customHeaders")
        }
        var prepared: [CredentialSet] = []
        for set in sets { prepared.append(try Self.prepare(set, cryptography)) }
        self.sets = prepared
        areEqual = cryptography.areEqual
    }

    var proofHeaderNames: [String] { Set(sets.flatMap { $0.parts.map(\.header) }).sorted() }

    func decide(_ request: WebhookRequest) -> AuthenticationDecision {
        var proof: String?
        var isMissing = false
        var isRepeated = false
        for set in sets {
            var isRight = true
            for part in set.parts {
                let reading = request.header(part.header)
                if case .missing = reading { isMissing = true }
                if case .repeated = reading { isRepeated = true }
                let isEqual = areEqual(
                    part.hash([presented(reading, part)[...]]), part.expectedCode)
                isRight = isRight && isEqual
            }
            if isRight, proof == nil { proof = set.proof }
        }
        if isRepeated { return .refused(.credentialsRepeated) }
        if let proof { return .authentic(proof: proof) }
        return .refused(isMissing ? .credentialsMissing : .credentialsWrong)
    }

    /// What the request shows for a part, as it would have to be spelled; empty when nothing.
    private func presented(_ reading: WebhookRequest.HeaderReading, _ part: Part) -> [UInt8] {
        guard case .once(let value) = reading else { return [] }
        guard part.isBasic else { return Array(value.utf8) }
        // The scheme's name is not case-sensitive (RFC 9110, section 11.1); the rest is exact.
        let words = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "basic" else { return [] }
        return Array(words[1].drop { $0 == " " }.utf8)
    }

    private static func prepare(
        _ set: StaticCredentials, _ cryptography: AuthenticationCryptography
    ) throws(CredentialError) -> CredentialSet {
        var parts: [Part] = []
        if let basic = set.basic {
            guard !basic.password.bytes.isEmpty else {
                throw CredentialError("the password \(basic.password.reference) is empty")
            }
            guard !basic.username.bytes.contains(UInt8(ascii: ":")) else {
                throw CredentialError(
                    "the user name \(basic.username.reference) contains a colon, which HTTP Basic "
                        + "cannot carry")
            }
            let pair = basic.username.bytes + [UInt8(ascii: ":")] + basic.password.bytes
            parts.append(
                part(
                    "Authorization", isBasic: true, Array(cryptography.encodeBase64(pair).utf8),
                    cryptography))
        }
        for header in set.headers {
            guard !header.value.bytes.isEmpty else {
                throw CredentialError(
                    "the value \(header.value.reference) of the header \(header.name) is empty")
            }
            parts.append(part(header.name, isBasic: false, header.value.bytes, cryptography))
        }
        guard !parts.isEmpty else {
            throw CredentialError(
                "a set of credentials has neither basicAuth nor customHeaders: anyone would be"
                    + " let in"
            )
        }
        return CredentialSet(parts: parts, proof: set.description)
    }

    private static func part(
        _ header: String, isBasic: Bool, _ expected: [UInt8],
        _ cryptography: AuthenticationCryptography
    ) -> Part {
        let hash = cryptography.keyedHash(.hmacSHA256, expected)
        return Part(
            header: header, isBasic: isBasic, hash: hash, expectedCode: hash([expected[...]]))
    }
}
