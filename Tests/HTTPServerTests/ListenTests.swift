import Glibc
import HTTPServer
import Runtime
import Testing

@Suite("Listening")
struct ListenTests {
    @Test(
        "Addresses are read",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0),
            ("0.0.0.0:65535", "0.0.0.0", 65535),
        ])
    func reads(_ text: String, _ host: String, _ port: UInt16) throws {
        let address = try ListenAddress(text)
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(
        "What is no address is refused",
        arguments: [
            "", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
            "::1:8080",
            "[127.0.0.1]:80", "[::1]", "127.0.0.1:+1", "127.0.0.1: 1",
        ])
    func refuses(_ text: String) {
        #expect(throws: ListenError.unreadableAddress(text)) { try ListenAddress(text) }
    }

    private func server(_ address: String, tls: TLSFiles? = nil) throws -> HTTPServer {
        HTTPServer(
            name: "listen", listen: try ListenAddress(address), router: RouteTable([]), tls: tls,
            metrics: MetricsRegistry(), logger: .silent)
    }

    @Test("A host that is no IP address is refused", arguments: ["localhost:0", "[fe80::zz]:0"])
    func refusesNames(_ address: String) throws {
        let server = try server(address)
        #expect(throws: ListenError.self) { try server.start() }
    }

    @Test("It listens on IPv6, too")
    func listensOnIPv6() throws {
        let server = try server("[::1]:0")
        try server.start()
        defer { server.stop() }
        #expect((server.address?.port ?? 0) > 0)
    }

    @Test("A port in use is named")
    func namesUsedPort() throws {
        let first = try server("127.0.0.1:0")
        try first.start()
        defer { first.stop() }
        let address = try #require(first.address)
        let second = try server(address.description)
        #expect(throws: ListenError.portInUse(address)) { try second.start() }
        #expect(
            ListenError.portInUse(address).description.contains("\(address): the port is in use"))
    }

    @Test("Stopping what was not started does nothing")
    func stopsNothing() throws {
        try server("127.0.0.1:0").stop()
    }
}
