import Events
import HTTPClient
import HTTPServer
import Providers
import TestSupport
import Testing

/// What is refused for its form, whoever sent it.
@Suite("Requests to the intake") struct RequestTests {
    static let bodyLimit = 1_048_576

    /// An event of exactly this many bytes.
    static func event(octets: Int) -> [UInt8] {
        let start = Array(#"{"id":"1","type":"card:updated","payload":{"pad":""#.utf8)
        let end = Array(#""}}"#.utf8)
        return start + [UInt8](repeating: 0x61, count: octets - start.count - end.count) + end
    }

    /// A POST whose body comes in chunks, so that its length is not known before its end.
    static func chunked(_ body: [UInt8], _ headers: [HeaderField]) -> [UInt8] {
        var head = "POST /hooks/uphold HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        var bytes = Array((head + "\r\n").utf8)
        for start in stride(from: 0, to: body.count, by: 65_536) {
            let piece = body[start..<min(start + 65_536, body.count)]
            bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [13, 10]
        }
        return bytes + Array("0\r\n\r\n".utf8)
    }

    @Test("An unknown source is answered 404; all of them share one counter")
    func refusesUnknownSources() throws {
        try TestIntake.run([.uphold]) { intake in
            let body = Self.event(octets: 200)
            for path in ["/hooks/other", "/hooks/Uphold", "/hooks/other/uphold"] {
                let answer = try intake.deliver(body, to: .uphold, path: path)
                #expect(answer.status == 404)
                #expect(answer.text == #"{"error":"unknown source"}"#)
            }
            for path in ["/hooks", "/hooks/", "/hooks/uphold/", "/hooks/uphold/a/b", "/"] {
                let answer = try intake.deliver(body, to: .uphold, path: path)
                #expect(answer.status == 404)
                #expect(answer.text == #"{"error":"not found"}"#)
            }
            #expect(intake.refusals("unknown-source", source: "(unknown)") == 3)
            #expect(intake.answers(404) == 8)
            try eventually("they are counted") {
                try intake.countedRejections(sourceID: 0) == ["unknown-source": 3]
            }
            #expect(try intake.events(of: .uphold) == [])
        }
    }

    @Test("A label leads to the same source")
    func takesLabels() throws {
        try TestIntake.run([.uphold]) { intake in
            let body = Self.event(octets: 200)
            let paths = ["/hooks/uphold", "/hooks/uphold/second", "/hooks/uphold/a.b_c-1"]
            let answers = try paths.map { try intake.deliver(body, to: .uphold, path: $0).text }
            #expect(
                answers == [
                    HTTPAnswer.accepted("appended", 1), HTTPAnswer.accepted("duplicate", 1),
                    HTTPAnswer.accepted("duplicate", 1),
                ])
            #expect(try intake.events(of: .uphold).map(\.body) == [body])
        }
    }

    @Test("Another method is answered 405 and told which one there is")
    func refusesOtherMethods() throws {
        let methods = ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "post"]
        try TestIntake.run([.uphold]) { intake in
            for method in methods {
                let client = try RawTCPClient(port: intake.port)
                try client.send(
                    "\(method) /hooks/uphold HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                let text = String(decoding: try client.receiveToEnd(), as: UTF8.self)
                #expect(text.hasPrefix("HTTP/1.1 405 "), "\(method)")
                #expect(text.contains("\r\nAllow: POST\r\n"), "\(method)")
            }
            #expect(intake.answers(405) == methods.count)
            #expect(try intake.events(of: .uphold) == [])
        }
    }

    @Test(
        "A body over the limit is answered 413, its length stated or not; one at the limit is taken"
    )
    func boundsBodies() throws {
        try TestIntake.run([.uphold]) { intake in
            let fitting = Self.event(octets: Self.bodyLimit)
            let tooLong = Self.event(octets: Self.bodyLimit + 1)
            func headers(_ body: [UInt8]) -> [HeaderField] { TestSource.uphold.headers(for: body) }

            for answer in [
                try intake.deliver(tooLong, to: .uphold),
                try intake.exchange(Self.chunked(tooLong, headers(tooLong))),
            ] {
                #expect(answer.status == 413)
                #expect(answer.text == #"{"error":"body too large"}"#)
                #expect(answer.header("Connection") == "close")
            }
            #expect(intake.answers(413) == 2)
            #expect(try intake.events(of: .uphold) == [])

            #expect(
                try intake.deliver(fitting, to: .uphold).text
                    == HTTPAnswer.accepted("appended", 1))
            #expect(
                try intake.exchange(Self.chunked(fitting, headers(fitting))).text
                    == HTTPAnswer.accepted("duplicate", 1))
            #expect(try intake.events(of: .uphold).map(\.body) == [fitting])
        }
    }

    @Test("A coded body is answered 415: the signature covers other bytes than those we could read")
    func refusesContentCodings() throws {
        try TestIntake.run([.uphold]) { intake in
            let body = Self.event(octets: 200)
            let proof = TestSource.uphold.headers(for: body)
            for coding in ["gzip", "deflate", "br", "identity, gzip"] {
                let answer = try intake.post(
                    body, proof + [HeaderField(name: "Content-Encoding", value: coding)],
                    path: "/hooks/uphold")
                #expect(answer.status == 415, "\(coding)")
            }
            #expect(intake.answers(415) == 4)
            #expect(try intake.events(of: .uphold) == [])
            let answer = try intake.post(
                body, proof + [HeaderField(name: "Content-Encoding", value: "Identity")],
                path: "/hooks/uphold")
            #expect(answer.text == HTTPAnswer.accepted("appended", 1))
        }
    }

    @Test("One connection goes on after each refusal that leaves it readable")
    func keepsConnections() throws {
        try TestIntake.run([.uphold]) { intake in
            let body = Self.event(octets: 200)
            let client = try RawTCPClient(port: intake.port)
            func exchange(_ path: String, _ headers: [HeaderField]) throws -> Int {
                try client.send(
                    HTTPSender.requestBytes("POST", path, host: "x", headers: headers, body: body))
                return try client.receiveResponse().status
            }
            #expect(try exchange("/hooks/other", []) == 404)
            #expect(try exchange("/hooks/uphold", []) == 401)
            #expect(
                try exchange(
                    "/hooks/uphold", [HeaderField(name: "Content-Encoding", value: "gzip")]) == 415)
            #expect(try exchange("/hooks/uphold", TestSource.uphold.headers(for: body)) == 200)
            #expect(try intake.events(of: .uphold).map(\.body) == [body])
        }
    }
}
