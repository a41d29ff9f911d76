internal import COpenSSL

/// The algorithms fetched from libcrypto once, since a fetch costs more than a short digest.
enum Libcrypto {
    // Sound as `nonisolated(unsafe)`: fetched algorithm objects are immutable and reference
    // counted with atomics (EVP_MD_fetch(3)), and ours are kept for the life of the process.
    nonisolated(unsafe) static let sha256: OpaquePointer = unsafe allocated(
        EVP_MD_fetch(nil, "SHA2-256", nil), by: "EVP_MD_fetch(SHA2-256)")

    // Sound for the same reason as `sha256` (EVP_MAC_fetch(3)).
    nonisolated(unsafe) static let hmac: OpaquePointer = unsafe allocated(
        EVP_MAC_fetch(nil, "HMAC", nil), by: "EVP_MAC_fetch(HMAC)")

    /// Takes what an allocating call returned.
    ///
    /// Those calls fail when memory is exhausted, or when the system's libcrypto configuration
    /// has switched the algorithm off. Neither leaves a way to verify anything, so the process
    /// stops, as it does when an array cannot be allocated.
    static func allocated(_ pointer: OpaquePointer?, by call: StaticString) -> OpaquePointer {
        guard let pointer = unsafe pointer else {
            fatalError("libcrypto: \(call) failed; check memory and /etc/ssl/openssl.cnf")
        }
        return unsafe pointer
    }

    /// Stops the process when a call on a valid context fails: a digest that is not the digest
    /// must never be returned.
    static func check(_ result: Int32, _ call: StaticString) {
        guard result == 1 else {
            fatalError("libcrypto: \(call) failed; check memory and /etc/ssl/openssl.cnf")
        }
    }
}
