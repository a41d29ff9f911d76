/// A range of addresses in CIDR notation: `10.0.0.0/8`.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    package let address: InternetAddress
    /// Leading bits that all addresses of the range share.
    package let prefixBits: Int

    /// Nil for anything else, and where bits past the prefix are set; a bare address is a range
    /// of one.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = InternetAddress(String(parts[0])) else {
            return nil
        }
        let width = address.bytes.count * 8
        let digits = parts.count == 2 ? parts[1] : "\(width)"
        guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let prefixBits = Int(digits), (0...width).contains(prefixBits)
        else { return nil }
        self.address = address
        self.prefixBits = prefixBits
        for bit in prefixBits..<width where Self.bit(bit, of: address) { return nil }
    }

    package func contains(_ other: InternetAddress) -> Bool {
        guard other.isVersion6 == address.isVersion6 else { return false }
        return (0..<prefixBits).allSatisfy { Self.bit($0, of: other) == Self.bit($0, of: address) }
    }

    private static func bit(_ place: Int, of address: InternetAddress) -> Bool {
        address.bytes[place / 8] & (0x80 >> UInt8(place % 8)) != 0
    }

    package var description: String { "\(address)/\(prefixBits)" }
}
