/// The active signing keys of a source.
struct SigningKeys: Sendable {
    /// Signatures read from one header; more are never honest, and each costs a comparison.
    static let signatureLimit = 16

    private let hashes: [AuthenticationCryptography.KeyedHash]
    private let areEqual: @Sendable ([UInt8], [UInt8]) -> Bool
    private let codeCount: Int

    /// `keys` are the key bytes that the provider's format makes of the secrets.
    init(
        _ keys: [[UInt8]], algorithm: AuthenticationCryptography.Algorithm,
        _ cryptography: AuthenticationCryptography
    ) {
        hashes = keys.map { cryptography.keyedHash(algorithm, $0) }
        areEqual = cryptography.areEqual
        codeCount =
            switch algorithm {
            case .hmacSHA256: 32
            case .hmacSHA512: 64
            }
    }

    /// Whether any key gives any of the signatures.
    func verify(_ signatures: [[UInt8]], of pieces: [ArraySlice<UInt8>]) -> Bool {
        // Without a signature the same work is done on zeros, and its outcome thrown away.
        let compared =
            signatures.isEmpty ? [[UInt8](repeating: 0, count: codeCount)] : signatures
        var isMatch = false
        for hash in hashes {
            let expected = hash(pieces)
            for signature in compared {
                let isEqual = areEqual(signature, expected)
                isMatch = isMatch || isEqual
            }
        }
        return isMatch && !signatures.isEmpty
    }
}

extension Secret {
    /// The secret's own bytes as a key.
    func literalKey() throws(CredentialError) -> [UInt8] {
        guard !bytes.isEmpty else {
            throw CredentialError("the secret \(reference) is empty: anyone could sign with it")
        }
        return bytes
    }
}

extension Array where Element == Secret {
    func keys(
        _ key: (Secret) throws(CredentialError) -> [UInt8]
    ) throws(CredentialError) -> [[UInt8]] {
        guard !isEmpty else {
            throw CredentialError("no secret is configured: every delivery would be refused")
        }
        var keys: [[UInt8]] = []
        for secret in self { keys.append(try key(secret)) }
        return keys
    }
}
