/// A currency or asset by its code as the provider states it: `USD`, `BTC`, `BRK.B`.
///
/// Case matters: `usd` is not taken for `USD`; a provider's decoder that knows better says so.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    package let code: String

    /// For codes that are known to be well formed: constants, and what was validated before.
    package init(uncheckedCode code: String) {
        self.code = code
    }

    /// Takes 1 to 32 characters of A–Z, a–z, 0–9, point, underscore and hyphen.
    package init(code: String) throws(MoneyError) {
        let isWellFormed = code.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isWellFormed, (1...32).contains(code.utf8.count) else { throw .invalidCurrencyCode }
        self.code = code
    }

    package var description: String { code }
}
