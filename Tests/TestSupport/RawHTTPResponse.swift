/// An HTTP/1.1 response as it came over the wire.
package struct RawHTTPResponse: Sendable {
    package let status: Int
    /// Names in lower case, in order, repeats kept.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first value of a header.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name.lowercased() }?.value
    }
}

/// Collects pieces until one response is whole; surplus bytes are an error of the test.
struct ResponseReader {
    private var bytes: [UInt8] = []

    /// Adds a piece (empty when the peer has closed) and returns the response if it is whole.
    mutating func take(_ piece: [UInt8]) throws -> RawHTTPResponse? {
        bytes += piece
        return try parse(isClosed: piece.isEmpty)
    }

    private mutating func parse(isClosed: Bool) throws -> RawHTTPResponse? {
        guard let headEnd = Self.firstIndex(of: Array("\r\n\r\n".utf8), in: bytes[...]) else {
            if isClosed {
                throw TestFailure("the peer closed after \(bytes.count) bytes of a response")
            }
            return nil
        }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, let status = Int(words[1]) else {
            throw TestFailure("not a response: \(lines.first ?? "")")
        }
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            let value = line[colon...].dropFirst().drop { $0 == " " }
            return (name: line[..<colon].lowercased(), value: String(value))
        }
        if status == 100 {
            bytes.removeSubrange(..<(headEnd + 4))
            return try parse(isClosed: isClosed)
        }
        guard let body = try body(after: headEnd + 4, headers, isClosed: isClosed) else {
            return nil
        }
        return RawHTTPResponse(status: status, headers: headers, body: body)
    }

    private func body(
        after start: Int, _ headers: [(name: String, value: String)], isClosed: Bool
    ) throws -> [UInt8]? {
        let rest = bytes[start...]
        if headers.contains(where: { $0.name == "transfer-encoding" && $0.value == "chunked" }) {
            return try Self.joinChunks(rest, isClosed: isClosed)
        }
        guard let text = headers.first(where: { $0.name == "content-length" })?.value else {
            return isClosed ? Array(rest) : nil
        }
        guard let length = Int(text), rest.count <= length else {
            throw TestFailure("Content-Length \(text) with \(rest.count) bytes of body")
        }
        if rest.count == length { return Array(rest) }
        if isClosed { throw TestFailure("the peer closed in the middle of a body") }
        return nil
    }

    private static func joinChunks(_ bytes: ArraySlice<UInt8>, isClosed: Bool) throws -> [UInt8]? {
        var body: [UInt8] = []
        var rest = bytes
        while let lineEnd = firstIndex(of: [13, 10], in: rest) {
            let size = String(decoding: rest[..<lineEnd], as: UTF8.self)
            guard let count = Int(size, radix: 16) else { throw TestFailure("chunk size \(size)") }
            let chunk = rest[(lineEnd + 2)...]
            guard chunk.count >= count + 2 else { break }
            if count == 0 { return body }
            body += chunk.prefix(count)
            rest = chunk.dropFirst(count + 2)
        }
        if isClosed { throw TestFailure("the peer closed in the middle of a chunked body") }
        return nil
    }

    private static func firstIndex(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - pattern.count)).first {
            bytes[$0..<($0 + pattern.count)].elementsEqual(pattern)
        }
    }
}
