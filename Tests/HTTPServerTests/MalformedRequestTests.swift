import HTTPServer
import Testing

@Suite("Malformed requests")
struct MalformedRequestTests {
    /// A request with something wrong, and what is wrong with it.
    struct Case: CustomTestStringConvertible {
        let name: String
        let text: String
        /// libmicrohttpd refuses a length that is no number before we see the head, and 0.9.75
        /// sends its answer's head twice: the second comes where the body should be.
        let isAnsweredByLibrary: Bool
        var testDescription: String { name }

        init(_ name: String, _ text: String, isAnsweredByLibrary: Bool = false) {
            self.name = name
            self.text = text
            self.isAnsweredByLibrary = isAnsweredByLibrary
        }
    }

    static let malformed: [Case] = [
        Case("two lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc")),
        Case("two different lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abc")),
        Case(
            "lengths in a list", post("Content-Length: 3, 3\r\n", "abc"), isAnsweredByLibrary: true),
        Case("signed length", post("Content-Length: +3\r\n", "abc"), isAnsweredByLibrary: true),
        Case("negative length", post("Content-Length: -3\r\n", "abc"), isAnsweredByLibrary: true),
        Case(
            "hexadecimal length", post("Content-Length: 0x3\r\n", "abc"), isAnsweredByLibrary: true),
        Case("empty length", post("Content-Length:\r\n", ""), isAnsweredByLibrary: true),
        Case(
            "coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", chunks)
        ),
        Case(
            "length and coding", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", chunks)
        ),
        Case(
            "two codings",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks)),
        Case("listed codings", post("Transfer-Encoding: gzip, chunked\r\n", chunks)),
        Case("unknown coding", post("Transfer-Encoding: xchunked\r\n", chunks)),
        Case("space before colon", post("Content-Length : 3\r\n", "abc")),
        Case("space in name", post("X Y: 3\r\nContent-Length: 0\r\n", "")),
        Case("parenthesis in name", post("X(Y): 3\r\nContent-Length: 0\r\n", "")),
        Case("name not ASCII", post("Xé: 3\r\nContent-Length: 0\r\n", "")),
        Case("no name", post(": 3\r\nContent-Length: 0\r\n", "")),
        Case("no colon", post("Nonsense\r\nContent-Length: 0\r\n", "")),
        Case("NUL in value", post("X-A: a\0b\r\nContent-Length: 0\r\n", "")),
        Case("NULs in value", post("X-A: a\0\0b\r\nContent-Length: 0\r\n", "")),
        Case("NUL in name", post("X\0A: b\r\nContent-Length: 0\r\n", "")),
        Case("carriage return in value", post("X-A: a\rb\r\nContent-Length: 0\r\n", "")),
        Case("control character in value", post("X-A: a\u{1}b\r\nContent-Length: 0\r\n", "")),
        Case("folded line", post("X-A: a\r\n b\r\nContent-Length: 0\r\n", "")),
        Case("bare line feed", post("X-A: a\nContent-Length: 0\r\n", "")),
        Case("no host", "GET /echo HTTP/1.1\r\n\r\n"),
        Case("two hosts", "GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        Case("escape in path", get("/echo%2Fx")),
        Case("NUL escape in path", get("/echo%00")),
        Case("space in path", get("/ec ho")),
        Case("two spaces", "GET  /echo HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("NUL in path", get("/echo\0")),
        Case("tilde in path", get("/~echo")),
        Case("backslash in path", get("/echo\\x")),
        Case("path not ASCII", get("/é")),
        Case("absolute form", get("http://x/echo")),
        Case("asterisk", get("*")),
        Case("relative path", get("echo")),
        Case("query not ASCII", get("/echo?é")),
        Case(
            "chunked to an old server",
            "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)"),
        Case("version unknown", "GET /echo HTTP/x.y\r\nHost: x\r\n\r\n"),
        Case("no version", "GET /echo\r\nHost: x\r\n\r\n"),
        Case(
            "chunk size unreadable",
            post("Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n")),
        Case("chunk size signed", post("Transfer-Encoding: chunked\r\n", "+3\r\nabc\r\n0\r\n\r\n")),
        Case("chunk too long", post("Transfer-Encoding: chunked\r\n", "3\r\nabcdef\r\n0\r\n\r\n")),
    ]

    static let chunks = "3\r\nabc\r\n0\r\n\r\n"

    static func post(_ fields: String, _ body: String) -> String {
        "POST /echo HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\(body)"
    }

    static func get(_ target: String) -> String {
        "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n"
    }

    @Test("Each is answered 400 once, and the connection closed", arguments: malformed)
    func answers400(_ each: Case) throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send(each.text)
        let text = client.readToEnd()
        #expect(text.hasPrefix("HTTP/1.1 400 "))
        #expect(text.contains("\r\nConnection: close\r\n"))
        if !each.isAnsweredByLibrary {
            #expect(text.split(separator: "HTTP/1.1 ").count == 1)
        }
    }

    @Test(
        "What is not HTTP at all is closed without an answer",
        arguments: ["\u{16}\u{3}\u{1}\0\n", "nonsense\r\n\r\n"])
    func closes(_ text: String) throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send(text)
        #expect(client.readToEnd() == "")
    }

    @Test("A head that does not fit is refused")
    func refusesLongHeads() throws {
        let test = try TestServer()
        defer { test.stop() }
        let long = String(repeating: "a", count: 100_000)
        let field = try test.client()
        field.send("GET /echo HTTP/1.1\r\nHost: x\r\nX: \(long)\r\n\r\n")
        #expect(field.answer()?.status == 431)
        let target = try test.client()
        target.send("GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(target.answer()?.status == 414)
    }

    @Test(
        "A client that is refused while it sends still reads the answer",
        arguments: [
            post("Transfer-Encoding: chunked\r\n", "zz\r\n"),
            post("X Y: z\r\nContent-Length: 9000000\r\n", ""),
        ])
    func lingers(_ beginning: String) throws {
        let test = try TestServer()
        defer { test.stop() }
        let client = try test.client()
        client.send(beginning)
        // Without lingering the connection would be reset under the client's hands.
        #expect(client.send([UInt8](repeating: 0x20, count: 8_000_000)))
        #expect(client.answer()?.status == 400)
    }
}
