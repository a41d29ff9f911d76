/// Finds the end of an answer in a stream with as little work as sending many requests allows: the
/// status, the length, and the few headers that a sender heeds.
package struct AnswerScanner {
    package struct Answer: Equatable {
        package var status: Int
        package var retryAfterSeconds: Int64?
        /// Whether the connection ends here: the server says so, or the answer's end is not known.
        package var endsConnection = false
    }

    /// More is not an answer to a webhook.
    static let byteLimit = 65_536

    package private(set) var bytes: [UInt8] = []

    /// Whether nothing has come since the last answer.
    package var isEmpty: Bool { bytes.isEmpty }

    package init() {}

    package mutating func reset() { bytes.removeAll(keepingCapacity: true) }

    /// The answer once it is complete; throws where it is none.
    package mutating func take(_ more: ArraySlice<UInt8>) throws(SendingError) -> Answer? {
        bytes.append(contentsOf: more)
        guard bytes.count <= Self.byteLimit else {
            throw .malformed("more than \(Self.byteLimit) bytes")
        }
        while let bodyStart = Self.bodyStart(bytes) {
            guard bytes.starts(with: Self.version), let status = Self.status(bytes) else {
                throw .malformed("status line")
            }
            if (100..<200).contains(status) {
                bytes.removeFirst(bodyStart)
                continue
            }
            var answer = Answer(status: status)
            let length = readFields(until: bodyStart, into: &answer)
            guard let length else {
                // Only the status counts: what follows is not read, and the connection not kept.
                answer.endsConnection = true
                reset()
                return answer
            }
            guard bytes.count >= bodyStart + length else { return nil }
            // What is more belongs to no request.
            if bytes.count > bodyStart + length { answer.endsConnection = true }
            reset()
            return answer
        }
        return nil
    }

    private static let version = Array("HTTP/1.".utf8)

    private static func status(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 12, bytes[8] == UInt8(ascii: " ") else { return nil }
        return Int(String(decoding: bytes[9..<12], as: UTF8.self))
    }

    private static func bodyStart(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for end in 4...bytes.count
        where bytes[end - 1] == 10 && bytes[end - 2] == 13 && bytes[end - 3] == 10
            && bytes[end - 4] == 13
        {
            return end
        }
        return nil
    }

    /// Reads the header lines and returns the body's length; nil where it is not stated.
    private func readFields(until bodyStart: Int, into answer: inout Answer) -> Int? {
        var length: Int? = [204, 304].contains(answer.status) ? 0 : nil
        var isChunked = false
        var start = 0
        while start < bodyStart {
            var end = start
            while end < bodyStart, bytes[end] != 13 { end += 1 }
            let line = bytes[start..<end]
            if let value = value(of: "content-length", in: line) {
                length = Int(value).flatMap { (0...Self.byteLimit).contains($0) ? $0 : nil }
            } else if let value = value(of: "connection", in: line) {
                answer.endsConnection = value.lowercased() == "close"
            } else if let value = value(of: "retry-after", in: line) {
                answer.retryAfterSeconds = Int64(value)
            } else if value(of: "transfer-encoding", in: line) != nil {
                isChunked = true
            }
            start = end + 2
        }
        return isChunked ? nil : length
    }

    /// The value of a header line of that name, without the white space around it.
    private func value(of name: StaticString, in line: ArraySlice<UInt8>) -> String? {
        let count = name.utf8CodeUnitCount
        guard line.count > count, line[line.startIndex + count] == UInt8(ascii: ":") else {
            return nil
        }
        // The text of a StaticString stands at this address as long as the process runs.
        for place in 0..<count
        where unsafe line[line.startIndex + place] | 0x20 != name.utf8Start[place] {
            return nil
        }
        var value = line[(line.startIndex + count + 1)...].drop { $0 == 32 || $0 == 9 }
        while value.last == 32 || value.last == 9 { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }
}
