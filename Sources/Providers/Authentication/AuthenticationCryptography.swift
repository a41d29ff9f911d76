/// The cryptography that authentication needs.
///
/// It comes in as functions, because this room does no input or output and links no library.
package struct AuthenticationCryptography: Sendable {
    package enum Algorithm: Hashable, Sendable {
        case hmacSHA256, hmacSHA512
    }

    /// The message authentication code of the pieces, one after the other, under a fixed key.
    package typealias KeyedHash = @Sendable (_ pieces: [ArraySlice<UInt8>]) -> [UInt8]

    /// Prepares a key once for many codes.
    package var keyedHash: @Sendable (_ algorithm: Algorithm, _ key: [UInt8]) -> KeyedHash
    /// Equality in a time that depends on the lengths alone.
    package var areEqual: @Sendable (_ left: [UInt8], _ right: [UInt8]) -> Bool
    /// Strict base 16; nil for anything else.
    package var decodeHexadecimal: @Sendable (_ text: String) -> [UInt8]?
    /// Strict base 64, with or without padding; nil for anything else.
    package var decodeBase64: @Sendable (_ text: String) -> [UInt8]?
    /// Base 64 with padding.
    package var encodeBase64: @Sendable (_ bytes: [UInt8]) -> String

    package init(
        keyedHash: @escaping @Sendable (Algorithm, [UInt8]) -> KeyedHash,
        areEqual: @escaping @Sendable ([UInt8], [UInt8]) -> Bool,
        decodeHexadecimal: @escaping @Sendable (String) -> [UInt8]?,
        decodeBase64: @escaping @Sendable (String) -> [UInt8]?,
        encodeBase64: @escaping @Sendable ([UInt8]) -> String
    ) {
        self.keyedHash = keyedHash
        self.areEqual = areEqual
        self.decodeHexadecimal = decodeHexadecimal
        self.decodeBase64 = decodeBase64
        self.encodeBase64 = encodeBase64
    }
}
