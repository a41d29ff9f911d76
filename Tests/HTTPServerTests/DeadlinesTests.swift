import HTTPServer
import Testing

@Suite("Deadlines")
struct DeadlinesTests {
    static let answered = "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test(
        "A head that does not become complete is answered 408 and closed",
        arguments: [
            "", "GET /ec", "GET /echo HTTP/1.1\r\nHost: x\r\nX-A",
        ])
    func closesSlowHeads(_ beginning: String) throws {
        let test = try TestServer(limits: LimitsTests.limits { $0.headSeconds = 0.1 })
        defer { test.stop() }
        let client = try test.client()
        client.send(beginning)
        #expect(client.readToEnd().hasPrefix("HTTP/1.1 408 "))
        #expect(test.metric("trueup_http_deadlines_missed_total") == 1)
    }

    @Test(
        "A second head is held to the deadline of heads, not of idle connections",
        arguments: [
            "GET /ec", "GET /echo HTTP/1.1\r\nHost: x\r\nX-A",
        ])
    func closesSlowSecondHeads(_ beginning: String) throws {
        let test = try TestServer(limits: LimitsTests.limits { $0.headSeconds = 0.2 })
        defer { test.stop() }
        let client = try test.client()
        client.send(Self.answered)
        #expect(client.answer()?.status == 200)
        // Trickling does not put the deadline off.
        #expect(trickle(beginning, to: client).hasPrefix("HTTP/1.1 408 "))
    }

    /// Sends the beginning, then a byte each time nothing comes for a while, until the end.
    private func trickle(_ beginning: String, to client: RawClient) -> String {
        client.send(beginning)
        client.setReceiveTimeout(milliseconds: 60)
        for _ in 0..<150 {
            let text = client.readToEnd()
            if !text.isEmpty { return text }
            client.send("a")
        }
        return ""
    }

    @Test("A body that does not become complete is answered 408 and closed")
    func closesSlowBodies() throws {
        let limits = LimitsTests.limits {
            $0.bodySeconds = 0.3
            $0.bodyBytesPerSecond = 0
        }
        let test = try TestServer(limits: limits)
        defer { test.stop() }
        let client = try test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\nabc")
        #expect(trickle("", to: client).hasPrefix("HTTP/1.1 408 "))
        try eventually("no body is held") { test.metric("trueup_http_held_body_bytes") == 0 }
    }

    @Test("A body slower than the minimum rate is closed long before its deadline")
    func closesTricklingBodies() throws {
        let limits = LimitsTests.limits {
            $0.bodyGraceSeconds = 0.1
            $0.bodyBytesPerSecond = 1_000_000
        }
        let test = try TestServer(limits: limits)
        defer { test.stop() }
        let client = try test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\nabc")
        #expect(client.readToEnd().hasPrefix("HTTP/1.1 408 "))
    }

    @Test("An idle connection is closed without a word")
    func closesIdleConnections() throws {
        let test = try TestServer(limits: LimitsTests.limits { $0.idleSeconds = 0.2 })
        defer { test.stop() }
        let client = try test.client()
        client.send(Self.answered)
        #expect(client.answer()?.status == 200)
        #expect(client.readToEnd() == "")
        try eventually("the server lets go") { test.metric("trueup_http_open_connections") == 0 }
    }

    @Test("The handler's own time is not the client's fault")
    func waitsForHandlers() throws {
        let limits = LimitsTests.limits {
            $0.headSeconds = 0.05
            $0.bodySeconds = 0.05
            $0.idleSeconds = 0.05
        }
        let test = try TestServer(limits: limits)
        defer { test.stop() }
        let client = try test.client()
        client.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        try eventually("the request is held") { test.held.count == 1 }
        client.setReceiveTimeout(milliseconds: 300)
        #expect(client.answer() == nil)
        for (held, responder) in test.held.take() { responder.answer(TestServer.echo(held)) }
        client.setReceiveTimeout(milliseconds: 10_000)
        #expect(client.answer()?.status == 200)
    }
}
