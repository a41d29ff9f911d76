import Glibc
import HTTPServer
import Runtime
import Testing

@Suite("Listening")
struct ListenTests {
    private func server(_ address: String, tls: TLSFiles? = nil) throws -> HTTPServer {
        HTTPServer(
            name: "listen", listen: try #require(ListenAddress(address)), router: RouteTable([]),
            tls: tls,
            metrics: MetricsRegistry(), logger: .silent)
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
