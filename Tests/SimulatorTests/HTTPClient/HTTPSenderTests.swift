import HTTPClient
import Providers
import Testing

@Suite struct HTTPSenderTests {
    static let appended = "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{\"status\":\"appended\"}"

    @Test func requestsCarryHeadersLengthAndBody() throws {
        let server = try ScriptedServer([.answer(Self.appended)])
        var sender = HTTPSender(host: "127.0.0.1", port: server.port)
        let answer = try sender.post(
            "/hooks/demo", headers: [HeaderField(name: "Signature", value: "sha512=00")],
            body: Array("{}".utf8))
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"appended"}"#)
        #expect(
            server.requests == [
                "POST /hooks/demo HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                    + "Signature: sha512=00\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 2\r\n\r\n{}"
            ])
    }

    @Test func oneConnectionServesManyRequests() throws {
        let server = try ScriptedServer([.answer(Self.appended), .slowAnswer(Self.appended)])
        var sender = HTTPSender(host: "127.0.0.1", port: server.port)
        for _ in 0..<2 { #expect(try sender.post("/", headers: [], body: [1]).status == 200) }
        #expect(server.connectionCount == 1)
    }

    @Test func aClosedConnectionIsReplaced() throws {
        let closing = "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        let server = try ScriptedServer([.answerAndClose(closing), .answer(Self.appended)])
        var sender = HTTPSender(host: "localhost", port: server.port)
        let first = try sender.post("/", headers: [], body: [])
        #expect(first.status == 401)
        #expect(first.header("connection") == "close")
        #expect(try sender.post("/", headers: [], body: []).status == 200)
        #expect(server.connectionCount == 2)
    }

    @Test func interimAnswersArePassedOver() throws {
        let server = try ScriptedServer([
            .answer("HTTP/1.1 100 Continue\r\n\r\n" + Self.appended)
        ])
        var sender = HTTPSender(host: "127.0.0.1", port: server.port)
        #expect(try sender.request("GET", "/").status == 200)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\n", "no Content-Length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "no Content-Length"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "a body in chunks"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", "more bytes than the answer has"),
        ("SMTP ready\r\n\r\n", "status line SMTP ready"),
    ])
    func answersThatAreNone(answer: String, reason: String) throws {
        let server = try ScriptedServer([.answer(answer)])
        var sender = HTTPSender(host: "127.0.0.1", port: server.port)
        #expect(throws: SendingError.malformed(reason)) { try sender.request("GET", "/") }
    }

    @Test func aConnectionThatEndsEarlyIsAnError() throws {
        let cut = try ScriptedServer([
            .answerAndClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"), .close,
        ])
        var sender = HTTPSender(host: "127.0.0.1", port: cut.port)
        #expect(throws: SendingError.closed) { try sender.request("GET", "/") }
        #expect(throws: SendingError.closed) { try sender.request("GET", "/") }
    }

    @Test func silenceEndsWithTheTimeout() throws {
        let server = try ScriptedServer([.silence])
        var sender = HTTPSender(host: "127.0.0.1", port: server.port, timeoutMilliseconds: 50)
        #expect(throws: SendingError.timedOut) { try sender.request("GET", "/") }
    }

    @Test func nobodyListens() throws {
        // Port 1 is reserved and, on a test machine, not served.
        var sender = HTTPSender(host: "127.0.0.1", port: 1, timeoutMilliseconds: 1_000)
        let error = #expect(throws: SendingError.self) { try sender.request("GET", "/") }
        #expect(error?.description.hasPrefix("no connection: connect") == true)
    }
}
