package import HTTPServer
package import Runtime

/// Who sent a request: the peer, or the client that a trusted proxy names.
package struct ClientAddress: Sendable {
    private let proxies: [AddressRange]

    /// - Parameter proxies: Those whose word counts; this machine's, too, when there are any.
    package init(behind proxies: [AddressRange] = []) {
        self.proxies = proxies
    }

    /// The last address in the last `X-Forwarded-For`, which is the one that the proxy itself saw;
    /// what stands before it anybody may have written.
    package func client(of head: RequestHead) -> String {
        guard let peer = InternetAddress(head.peerAddress), isTrusted(peer),
            let field = head.headers.values("X-Forwarded-For").last,
            let last = String(decoding: field, as: UTF8.self)
                .split(separator: ",", omittingEmptySubsequences: false).last,
            let client = Self.address(last)
        else { return head.peerAddress }
        return client.description
    }

    private func isTrusted(_ peer: InternetAddress) -> Bool {
        guard !proxies.isEmpty else { return false }
        return peer.isLoopback || proxies.contains { $0.contains(peer) }
    }

    /// Some proxies add the port: `203.0.113.7:4711`, `[2001:db8::7]:4711`.
    private static func address(_ text: Substring) -> InternetAddress? {
        let text = String(text.filter { $0 != " " && $0 != "\t" })
        return InternetAddress(text) ?? ListenAddress(text)?.address
            ?? (text.hasPrefix("[") && text.hasSuffix("]")
                ? InternetAddress(String(text.dropFirst().dropLast())) : nil)
    }
}
