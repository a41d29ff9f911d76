package import Runtime

/// Where a server listens: `127.0.0.1:8080` or `[::1]:8080`.
///
/// Port 0 asks the system for a free one.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 or IPv6 address without brackets; names are not looked up.
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package init(_ text: String) throws(ListenError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Self.port(text[text.index(after: colon)...])
        else { throw ListenError.unreadableAddress(text) }
        var host = text[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { throw ListenError.unreadableAddress(text) }
        } else if host.contains(":") {
            // `::1:8080` could be read in two ways.
            throw ListenError.unreadableAddress(text)
        }
        guard !host.isEmpty else { throw ListenError.unreadableAddress(text) }
        self.init(host: String(host), port: port)
    }

    private static func port(_ digits: Substring) -> UInt16? {
        guard digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            return nil
        }
        return UInt16(digits)
    }

    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    var isIPv6: Bool { host.contains(":") }
}

/// Why a server cannot listen.
package enum ListenError: Error, Equatable, CustomStringConvertible {
    case unreadableAddress(String)
    case portInUse(ListenAddress)
    case refused(ListenAddress, reason: String)
    case certificateUnusable(certificate: String, key: String)
    case certificateUnreadable(SecretReferenceError)

    package var description: String {
        switch self {
        case .unreadableAddress(let text):
            "cannot listen on '\(text)': write ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080"
        case .portInUse(let address):
            "cannot listen on \(address): the port is in use: stop what uses it, or choose another"
        case .refused(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .certificateUnusable(let certificate, let key):
            "cannot serve TLS with certificate \(certificate) and key \(key): check that both are"
                + " PEM and belong together"
        case .certificateUnreadable(let error): "cannot serve TLS: \(error)"
        }
    }
}
