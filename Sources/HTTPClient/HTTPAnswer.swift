package import Providers

/// A response as received.
package struct HTTPAnswer: Sendable {
    package var status: Int
    package var headers: [HeaderField]
    package var body: [UInt8]

    /// The body as text; what is no UTF-8 is replaced.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of the first header of that name, which is compared without regard to case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    package var endsConnection: Bool { header("Connection")?.lowercased() == "close" }
}

/// Takes bytes until they make an answer.
///
/// Reads what our service sends: a status line, headers, and a body of a stated length. Interim
/// answers (1xx) are passed over.
struct HTTPAnswerReader {
    /// More is not an answer to a webhook.
    static let byteLimit = 1 << 20

    private var bytes: [UInt8] = []

    package var isEmpty: Bool { bytes.isEmpty }

    /// The answer once it is complete.
    package mutating func take(_ more: [UInt8]) throws(SendingError) -> HTTPAnswer? {
        bytes.append(contentsOf: more)
        guard bytes.count <= Self.byteLimit else {
            throw .malformed("more than \(Self.byteLimit) bytes")
        }
        while let headEnd = endOfHead() {
            var answer = try Self.head(bytes[..<headEnd])
            let bodyStart = headEnd + 4
            if (100..<200).contains(answer.status) {
                bytes.removeFirst(bodyStart)
                continue
            }
            let length = try Self.bodyLength(answer)
            guard bytes.count >= bodyStart + length else { return nil }
            guard bytes.count == bodyStart + length else {
                throw .malformed("more bytes than the answer has")
            }
            answer.body = Array(bytes[bodyStart...])
            return answer
        }
        return nil
    }

    /// Where the empty line begins that ends the headers.
    private func endOfHead() -> Int? {
        let ending = Array("\r\n\r\n".utf8)
        guard bytes.count >= ending.count else { return nil }
        return (0...(bytes.count - ending.count)).first { start in
            bytes[start..<(start + ending.count)].elementsEqual(ending)
        }
    }

    private static func head(_ bytes: ArraySlice<UInt8>) throws(SendingError) -> HTTPAnswer {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        let parts = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
            throw .malformed("status line \(lines.first.map(String.init) ?? "")")
        }
        let headers = lines.dropFirst().map { line in
            let name = line.prefix { $0 != ":" }
            let value = line.dropFirst(name.count + 1)
            return HeaderField(
                name: String(name), value: String(value.drop { $0 == " " || $0 == "\t" }))
        }
        return HTTPAnswer(status: status, headers: headers, body: [])
    }

    private static func bodyLength(_ answer: HTTPAnswer) throws(SendingError) -> Int {
        guard answer.header("Transfer-Encoding") == nil else {
            throw .malformed("a body in chunks")
        }
        guard answer.status != 204, answer.status != 304 else { return 0 }
        guard let length = answer.header("Content-Length").flatMap(Int.init), length >= 0,
            length <= byteLimit
        else { throw .malformed("no Content-Length") }
        return length
    }
}
