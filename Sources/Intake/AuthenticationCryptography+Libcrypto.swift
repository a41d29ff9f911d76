import Cryptography
package import Providers

extension AuthenticationCryptography {
    /// The functions of libcrypto that the pure decisions are made with.
    package static let libcrypto = AuthenticationCryptography(
        keyedHash: { algorithm, key in
            let prepared = HMACKey(algorithm == .hmacSHA256 ? .sha256 : .sha512, key: key)
            return { prepared.code(of: $0) }
        },
        areEqual: areEqualInConstantTime,
        decodeHexadecimal: { Hexadecimal.decode($0) },
        decodeBase64: { Base64.decode($0, padding: .optional) },
        encodeBase64: { Base64.encode($0) })
}
