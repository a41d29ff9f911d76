internal import COpenSSL

/// Whether two byte strings are equal, in a time that depends on their lengths alone.
///
/// Strings of different length are unequal; the length of a signature is no secret.
package func areEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe CRYPTO_memcmp(left, right, left.count) == 0
}
