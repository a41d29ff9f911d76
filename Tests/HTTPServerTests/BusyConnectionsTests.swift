import HTTPServer
import Testing

@Suite("Busy connections", .serialized)
struct BusyConnectionsTests {
    @Test(
        "No request of busy keep-alive connections stays unanswered",
        arguments: [(100, 50), (128, 50), (256, 50), (2_000, 10)])
    func answersAll(_ connections: Int, _ requestsEach: Int) throws {
        let limits = LimitsTests.limits { $0.connectionsPerAddress = 4_096 }
        let test = try TestServer(limits: limits)
        defer { test.stop() }
        let load = try BusyConnections(
            port: test.port, connections: connections, requestsEach: requestsEach)
        let result = load.run()
        #expect(result.unanswered == 0)
        #expect(result.closed == 0)
        #expect(result.answered == connections * requestsEach)
        #expect(result.statuses == [200])
        try eventually("no request is open") { test.metric("trueup_http_open_requests") == 0 }
    }
}
