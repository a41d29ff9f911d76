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
