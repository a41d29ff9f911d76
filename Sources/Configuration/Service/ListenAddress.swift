import Glibc

/// Where a listener listens: `127.0.0.1:8080`, `[::1]:8080`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    package let address: InternetAddress
    /// 0 lets the system choose a free one.
    package let port: UInt16

    package init(address: InternetAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Reads a numeric address and a port; nil for anything else.
    ///
    /// `localhost` stands for 127.0.0.1.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let port = UInt16(digits)
        else { return nil }
        var host = text[..<colon]
        let isBracketed = host.first == "[" && host.last == "]" && host.utf8.count > 2
        if isBracketed { host = host.dropFirst().dropLast() }
        guard let address = InternetAddress(host == "localhost" ? "127.0.0.1" : String(host)),
            address.isVersion6 == isBracketed
        else { return nil }
        self.init(address: address, port: port)
    }

    package var description: String {
        address.isVersion6 ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}

/// A numeric IPv4 or IPv6 address.
package struct InternetAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes in network order.
    package let bytes: [UInt8]

    /// Nil for anything but a numeric address (`127.0.0.1`, `::1`).
    package init?(_ text: String) {
        // The C function would stop reading at a zero.
        guard !text.utf8.contains(0) else { return nil }
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            // `bytes` has the size that the family's address takes.
            if unsafe inet_pton(family, text, &bytes) == 1 {
                self.bytes = bytes
                return
            }
        }
        return nil
    }

    /// 127.0.0.1.
    package static let loopback = InternetAddress(bytes: [127, 0, 0, 1])

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isVersion6: Bool { bytes.count == 16 }

    /// Reached from this machine alone.
    package var isLoopback: Bool {
        isVersion6 ? bytes == [UInt8](repeating: 0, count: 15) + [1] : bytes.first == 127
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: 64)
        // 64 characters hold the longest address that either family has.
        _ = unsafe inet_ntop(isVersion6 ? AF_INET6 : AF_INET, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

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
