import HTTPServer
import Runtime
import Testing

@Suite("Stopping")
struct StopTests {
    @Test("Requests in flight are finished, idle connections closed, new ones not accepted")
    func finishes() throws {
        let test = try TestServer()
        let idle = try test.client()
        idle.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(idle.answer()?.status == 200)
        let client = try test.client()
        client.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        try eventually("the request is held") { test.held.count == 1 }
        let stopper = try Worker("stopper") { test.stop() }
        #expect(idle.isClosed())
        for (held, responder) in test.held.take() { responder.answer(TestServer.echo(held)) }
        let answer = client.answer()
        #expect(answer?.status == 200)
        #expect(answer?.has("Connection: close") == true)
        #expect(client.isClosed())
        stopper.join()
        #expect(throws: SystemCallError.self) { try test.client() }
    }

    @Test("What is not answered in time is answered 503; a later answer is refused")
    func refuses() throws {
        let test = try TestServer(limits: LimitsTests.limits { $0.stopSeconds = 0.1 })
        let client = try test.client()
        client.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        let reading = try test.client()
        reading.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na")
        try eventually("both are open") {
            test.held.count == 1 && test.metric("trueup_http_held_body_bytes") == 1
        }
        test.stop()
        let answer = client.answer()
        #expect(answer?.status == 503)
        #expect(answer?.has("Retry-After: 5") == true)
        #expect(reading.readToEnd().hasPrefix("HTTP/1.1 503 "))
        for (held, responder) in test.held.take() {
            #expect(!responder.answer(TestServer.echo(held)))
        }
        #expect(test.metric("trueup_http_open_requests") == 0)
        #expect(test.metric("trueup_http_open_connections") == 0)
    }

    @Test("Under load every request is answered or its connection closed, and nothing is left")
    func stopsUnderLoad() throws {
        let test = try TestServer()
        let load = try BusyConnections(port: test.port, connections: 64, requestsEach: 1_000_000)
        let stopper = try Worker("stopper") {
            load.waitForAnswers(5_000)
            test.stop()
        }
        let result = load.run()
        stopper.join()
        #expect(result.answered >= 5_000)
        #expect(result.unanswered == 0)
        #expect(result.statuses.isSubset(of: [200, 503]))
        #expect(test.metric("trueup_http_open_requests") == 0)
        #expect(test.metric("trueup_http_open_connections") == 0)
    }

    @Test("A server can be started again on its port")
    func restarts() throws {
        let test = try TestServer()
        test.stop()
        let again = HTTPServer(
            name: "again", listen: ListenAddress(address: .loopback, port: test.port),
            router: RouteTable([]), metrics: MetricsRegistry(), logger: .silent)
        try again.start()
        defer { again.stop() }
        let client = try RawClient(port: test.port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.answer()?.status == 404)
    }
}
