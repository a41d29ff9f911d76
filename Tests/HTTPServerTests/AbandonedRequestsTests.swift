import HTTPServer
import Testing

@Suite("Clients that leave")
struct AbandonedRequestsTests {
    private func expectNothingLeft(_ test: TestServer) throws {
        try eventually("no request is open") { test.metric("trueup_http_open_requests") == 0 }
        try eventually("no body is held") { test.metric("trueup_http_held_body_bytes") == 0 }
        try eventually("no connection is open") { test.metric("trueup_http_open_connections") == 0 }
    }

    @Test("In the middle of a body", arguments: [true, false])
    func leavesMidBody(byReset: Bool) throws {
        let test = try TestServer()
        defer { test.stop() }
        do {
            let client = try test.client()
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\nabc")
            try eventually("the body has begun") { test.metric("trueup_http_held_body_bytes") == 3 }
            if byReset { client.reset() }
        }
        try expectNothingLeft(test)
    }

    @Test("While the handler works", arguments: [true, false])
    func leavesWhileSuspended(byReset: Bool) throws {
        let test = try TestServer()
        defer { test.stop() }
        do {
            let client = try test.client()
            client.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            try eventually("the request is held") { test.held.count == 1 }
            if byReset { client.reset() }
        }
        for (held, responder) in test.held.take() { responder.answer(TestServer.echo(held)) }
        try expectNothingLeft(test)
        // The server goes on.
        let client = try test.client()
        client.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.answer()?.status == 200)
    }
}
