internal import COpenSSL

/// The random generator of libcrypto could not be seeded.
package struct RandomnessUnavailable: Error, CustomStringConvertible {
    package var description: String {
        "no randomness: the operating system's generator could not seed libcrypto"
    }
}

/// Bytes for keys and tokens from libcrypto's generator.
package func randomBytes(count: Int) throws(RandomnessUnavailable) -> [UInt8] {
    precondition(count >= 0 && count <= Int32.max, "between 0 and 2^31 - 1 bytes")
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    guard unsafe RAND_bytes(&bytes, Int32(count)) == 1 else { throw RandomnessUnavailable() }
    return bytes
}
