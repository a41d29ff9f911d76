import HTTPServer
import Testing

@Suite("Limits")
struct LimitsTests {
    static func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = HTTPLimits()
        change(&limits)
        return limits
    }

    static func post(_ path: String, _ fields: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
    }

    @Test("A body of the limit is taken, a longer one is refused at once by its stated length")
    func refusesByLength() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        let limit = 1_048_576
        client.send(Self.post("/echo", "Content-Length: \(limit)\r\n"))
        client.send([UInt8](repeating: 0x20, count: limit))
        #expect(client.answer()?.body == "POST /echo - \(limit)")
        client.send(Self.post("/echo", "Content-Length: \(limit + 1)\r\n"))
        let answer = client.answer()
        #expect(answer?.status == 413)
        #expect(answer?.has("Connection: close") == true)
        #expect(client.isClosed())
    }

    @Test("A client that is refused by its length while it sends still reads the answer")
    func lingers() throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send(Self.post("/echo", "Content-Length: 8000000\r\n"))
        // Without lingering the connection would be reset under the client's hands.
        #expect(client.send([UInt8](repeating: 0x20, count: 8_000_000)))
        #expect(client.answer()?.status == 413)
        #expect(client.isClosed())
        try eventually("the server lets go") { test.metric("trueup_http_open_connections") == 0 }
    }

    @Test(
        "A length beyond all numbers is refused",
        arguments: ["9223372036854775807", "9223372036854775808"])
    func refusesHugeLength(_ length: String) throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send(Self.post("/echo", "Content-Length: \(length)\r\n"))
        #expect(client.answer()?.status == 413)
        #expect(client.isClosed())
    }

    @Test("A chunked body is counted while it is read", arguments: [100, 101, 190, 1_000_000])
    func countsChunks(_ size: Int) throws {
        let test = try TestServer(limits: Self.limits { $0.bodyBytes = 100 })
        defer { test.stop() }
        let client = try test.client()
        client.send(Self.post("/echo", "Transfer-Encoding: chunked\r\n"))
        let chunk = "a\r\n0123456789\r\n"
        var text = String(repeating: chunk, count: size / 10)
        if size % 10 > 0 {
            text += "\(size % 10)\r\n" + String(repeating: "x", count: size % 10) + "\r\n"
        }
        client.send(text + "0\r\n\r\n")
        let answer = client.answer()
        #expect(answer?.status == (size > 100 ? 413 : 200))
        if size > 100 { #expect(client.isClosed()) }
        try eventually("no body is held") { test.metric("trueup_http_held_body_bytes") == 0 }
    }

    @Test(
        "Only the identity coding is taken",
        arguments: [
            ("gzip", 415), ("identity", 200), ("Identity", 200), ("identity, gzip", 415), ("", 415),
        ])
    func refusesCodings(_ coding: String, _ status: Int) throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send(
            Self.post("/echo", "Content-Encoding: \(coding)\r\nContent-Length: 3\r\n") + "abc")
        #expect(client.answer()?.status == status)
        client.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.answer()?.status == 200)
    }

    @Test("What all bodies hold together is bounded, and taken again when it is free")
    func boundsMemory() throws {
        let test = try TestServer(limits: Self.limits { $0.heldBodyBytes = 1_000 })
        defer { test.stop() }
        let first = try test.client()
        first.send(Self.post("/held", "Content-Length: 900\r\n"))
        first.send([UInt8](repeating: 0x20, count: 900))
        try eventually("the request is held") { test.held.count == 1 }
        let second = try test.client()
        let request =
            Self.post("/echo", "Content-Length: 200\r\n") + String(repeating: "x", count: 200)
        second.send(request)
        let refused = second.answer()
        #expect(refused?.status == 503)
        #expect(refused?.has("Retry-After: 5") == true)
        for (held, responder) in test.held.take() { responder.answer(TestServer.echo(held)) }
        #expect(first.answer()?.status == 200)
        try eventually("no body is held") { test.metric("trueup_http_held_body_bytes") == 0 }
        second.send(request)
        #expect(second.answer()?.status == 200)
    }

    @Test("Connections are bounded in all: one more waits until another has gone")
    func boundsConnections() throws {
        let test = try TestServer(limits: Self.limits { $0.connections = 2 })
        defer { test.stop() }
        let request = "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let first = try test.client()
        let second = try test.client()
        try eventually("both are open") { test.metric("trueup_http_open_connections") == 2 }
        let third = try test.client()
        third.send(request)
        first.send(request)
        #expect(first.answer()?.status == 200)
        #expect(third.answer()?.status == 200)
        second.send(request)
        #expect(second.answer()?.status == 200)
    }

    @Test("Connections are bounded per address: one more is closed")
    func boundsConnectionsPerAddress() throws {
        let test = try TestServer(limits: Self.limits { $0.connectionsPerAddress = 1 })
        defer { test.stop() }
        let first = try test.client()
        try eventually("it is open") { test.metric("trueup_http_open_connections") == 1 }
        #expect(try test.client().isClosed())
        first.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(first.answer()?.status == 200)
    }
}
