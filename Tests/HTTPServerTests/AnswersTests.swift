import HTTPServer
import Runtime
import Synchronization
import Testing

@Suite("Answers")
struct AnswersTests {
    @Test(
        "A request is answered from the handler or from another thread, and again on the same connection"
    )
    func keepsAlive() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        for path in ["/echo", "/deferred", "/echo", "/deferred"] {
            client.send("POST \(path)?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            #expect(client.answer()?.body == "POST \(path) a=b 3")
        }
    }

    @Test("Pipelined requests are answered in order")
    func pipelines() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        var text = ""
        for size in 1...20 {
            let path = size % 2 == 0 ? "/echo" : "/deferred"
            let body = String(repeating: "x", count: size)
            text += "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n\(body)"
        }
        client.send(text)
        let sizes = client.answers(20).map { $0.body.split(separator: " ").last }
        #expect(sizes == (1...20).map { "\($0)" })
    }

    @Test("A chunked body arrives whole")
    func readsChunks() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<10 { client.send("5\r\nhello\r\n") }
        client.send("0\r\n\r\n")
        #expect(client.answer()?.body == "POST /echo - 50")
    }

    @Test("HEAD is handled where GET is, without a body")
    func answersHead() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        let head = client.answer(bodiless: true)
        #expect(head?.status == 200)
        #expect(head?.has("Content-Length: 14") == true)
        #expect(head?.body == "")
        #expect(client.answer()?.body == "GET /echo - 0")
    }

    @Test("A client that waits for leave to send gets it, or the answer at once")
    func continues() throws {
        let test = try TestServer()
        defer { test.stop() }
        let expecting = "HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        let client = try test.client()
        client.send("POST /echo \(expecting)")
        #expect(client.answer()?.status == 100)
        client.send("abc")
        #expect(client.answer()?.body == "POST /echo - 3")
        client.send("POST /nowhere \(expecting)")
        #expect(client.answer()?.status == 404)
        #expect(client.isClosed())
    }

    @Test("HTTP/1.0 is answered and closed")
    func answersOldClients() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send("GET /echo HTTP/1.0\r\n\r\n")
        let answer = client.answer()
        #expect(answer?.body == "GET /echo - 0")
        #expect(answer?.has("Connection: close") == true)
        #expect(client.isClosed())
    }

    @Test(
        "Unknown paths and methods are answered without storing the body, and the connection goes on"
    )
    func refusesRoutes() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        #expect(client.answer()?.status == 404)
        client.send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        let answer = client.answer()
        #expect(answer?.status == 405)
        #expect(answer?.has("Allow: GET, HEAD, POST") == true)
        client.send("POST /echo//x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        #expect(client.answer()?.status == 404)
        client.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.answer()?.status == 200)
    }

    @Test("A dropped request is answered 500, a second answer is ignored; both are counted")
    func countsMisuse() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send("POST /dropped HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        #expect(client.answer()?.status == 500)
        client.send("POST /twice HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        #expect(client.answer()?.body == "1")
        client.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        try eventually("the request is held") { test.held.count == 1 }
        _ = test.held.take()
        #expect(client.answer()?.status == 500)
        #expect(test.metric("trueup_http_dropped_responders_total") == 2)
        #expect(test.metric("trueup_http_ignored_answers_total") == 1)
    }

    @Test("A deferred second answer is refused")
    func refusesSecondAnswer() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        try eventually("the request is held") { test.held.count == 1 }
        for (_, responder) in test.held.take() {
            #expect(responder.answer(.json(200, "1")))
            #expect(!responder.answer(.json(200, "2")))
        }
        #expect(client.answer()?.body == "1")
        #expect(test.metric("trueup_http_ignored_answers_total") == 1)
        #expect(test.metric("trueup_http_dropped_responders_total") == 0)
    }

    @Test("Header fields arrive in order, repeated, and with bytes that are not UTF-8")
    func passesHeaders() throws {
        let seen = Mutex<RequestHead?>(nil)
        let server = HTTPServer(
            name: "headers", listen: ListenAddress(address: .loopback, port: 0),
            router: HeadersRouter { head in seen.withLock { $0 = head } },
            metrics: MetricsRegistry(), logger: .silent)
        try server.start()
        defer { server.stop() }
        let client = try RawClient(port: try #require(server.address?.port))
        client.send("GET / HTTP/1.1\r\nHost: x\r\nX-A: one \r\nx-a:\ttwo\r\nX-B: ")
        client.send([0xFF, 0xFE, 0x20, 0xC3, 0xA9])
        client.send("\r\nX-C:\r\nCookie: a=b; c=\"d\r\n\r\n")
        #expect(client.answer()?.status == 200)
        let headers = try #require(seen.withLock { $0 }).headers
        #expect(headers.values("X-a") == [Array("one".utf8), Array("two".utf8)])
        #expect(headers.single("x-a") == nil)
        #expect(headers.single("X-B") == [0xFF, 0xFE, 0x20, 0xC3, 0xA9])
        #expect(headers.text("X-B") == nil)
        #expect(headers.text("x-c") == "")
        #expect(headers.text("cookie") == "a=b; c=\"d")
        #expect(headers.all.map(\.name) == ["Host", "X-A", "x-a", "X-B", "X-C", "Cookie"])
        #expect(seen.withLock { $0?.peerAddress } == "127.0.0.1")
    }
}

/// Shows each head to a test.
private struct HeadersRouter: RequestRouter {
    let see: @Sendable (RequestHead) -> Void

    func route(_ head: RequestHead) -> Verdict {
        see(head)
        return .accept { _, responder in responder.answer(.json(200, "{}")) }
    }
}
