/// Where deliveries go: an `http` address taken apart.
package struct TargetURL: Hashable, Sendable, CustomStringConvertible {
    package let isSecure: Bool
    package let host: String
    package let port: UInt16
    /// With its leading slash; what follows a `?` included.
    package let path: String

    package init(isSecure: Bool = false, host: String, port: UInt16, path: String) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.path = path
    }

    /// Reads `http://127.0.0.1:8080/hooks/name`; nil for what is no `http` or `https` address
    /// without a user, a fragment and characters that need an escape.
    package init?(_ text: String) {
        let schemes = [("http://", false, UInt16(80)), ("https://", true, 443)]
        guard let (scheme, isSecure, standardPort) = schemes.first(where: { text.hasPrefix($0.0) }),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(authority.count)
        guard let (host, port) = Self.split(authority) else { return nil }
        self.init(
            isSecure: isSecure, host: host, port: port ?? standardPort,
            path: path.hasPrefix("/") ? String(path) : "/\(path)")
    }

    private static func split(_ authority: Substring) -> (host: String, port: UInt16?)? {
        var host = authority
        var port: UInt16?
        let hasPort = host.last != "]" && host.contains(":")
        if hasPort, let colon = host.lastIndex(of: ":") {
            guard let number = UInt16(host[host.index(after: colon)...]), number > 0 else {
                return nil
            }
            port = number
            host = host[..<colon]
        }
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        let isWellFormed = host.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return host.isEmpty || !isWellFormed ? nil : (String(host), port)
    }

    /// The same place with another path.
    package func with(path: String) -> TargetURL {
        TargetURL(isSecure: isSecure, host: host, port: port, path: path)
    }

    /// Reached from this machine alone.
    package var isLocal: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }

    /// As the `Host` header and a URL have it.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }
}
