internal import COpenSSL

/// The digest inside an HMAC.
package enum HMACAlgorithm: Hashable, Sendable {
    case sha256
    case sha512

    /// Bytes in a code.
    package var codeCount: Int {
        switch self {
        case .sha256: 32
        case .sha512: 64
        }
    }

    fileprivate var libcryptoName: String {
        switch self {
        case .sha256: "SHA2-256"
        case .sha512: "SHA2-512"
        }
    }
}

/// An HMAC key whose two padded blocks are hashed once and used for every message.
///
/// A fresh set-up costs several times what the code of a webhook costs, hence the preparation.
// Sound as `@unchecked Sendable`: the prepared context is written in `init` alone; afterwards it is
// only duplicated, which reads it (EVP_MAC_CTX_dup(3)), and each code is computed on its own copy.
@safe package final class HMACKey: @unchecked Sendable {
    package let algorithm: HMACAlgorithm
    private let prepared: OpaquePointer

    /// Prepares a key of any length, the empty one included.
    package init(_ algorithm: HMACAlgorithm, key: [UInt8]) {
        self.algorithm = algorithm
        unsafe prepared = Libcrypto.allocated(
            EVP_MAC_CTX_new(Libcrypto.hmac), by: "EVP_MAC_CTX_new")
        var digestName = Array(algorithm.libcryptoName.utf8CString)
        // libcrypto reads a null key as "keep the key": an empty one needs an address too.
        let keyOrPlaceholder = key.isEmpty ? [0] : key
        unsafe digestName.withUnsafeMutableBufferPointer { name in
            let parameters = unsafe [
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            unsafe Libcrypto.check(
                EVP_MAC_init(prepared, keyOrPlaceholder, key.count, parameters), "EVP_MAC_init")
        }
    }

    deinit {
        unsafe EVP_MAC_CTX_free(prepared)
    }

    /// The code of the pieces, one after the other.
    package func code(of pieces: [ArraySlice<UInt8>]) -> [UInt8] {
        let context = unsafe Libcrypto.allocated(
            EVP_MAC_CTX_dup(prepared), by: "EVP_MAC_CTX_dup")
        defer { unsafe EVP_MAC_CTX_free(context) }
        for piece in pieces {
            unsafe piece.withUnsafeBufferPointer { buffer in
                unsafe Libcrypto.check(
                    EVP_MAC_update(context, buffer.baseAddress, buffer.count), "EVP_MAC_update")
            }
        }
        return unsafe [UInt8](unsafeUninitializedCapacity: algorithm.codeCount) { buffer, count in
            unsafe Libcrypto.check(
                EVP_MAC_final(context, buffer.baseAddress, &count, buffer.count), "EVP_MAC_final")
        }
    }

    /// The code of one message.
    package func code(of message: [UInt8]) -> [UInt8] {
        code(of: [message[...]])
    }
}

/// HMAC (RFC 2104) of a whole message.
package func hmac(_ algorithm: HMACAlgorithm, key: [UInt8], message: [UInt8]) -> [UInt8] {
    HMACKey(algorithm, key: key).code(of: message)
}
