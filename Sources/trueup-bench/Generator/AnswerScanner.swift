/// Finds the ends of HTTP answers in a stream, with as little work as measuring allows: the status
/// and the stated length, nothing else.
struct AnswerScanner {
    enum Result: Equatable {
        case incomplete
        case complete(status: Int)
        case unreadable
    }

    /// More is not an answer to a webhook.
    static let byteLimit = 65_536

    private var bytes: [UInt8] = []

    mutating func take(_ more: ArraySlice<UInt8>) -> Result {
        bytes.append(contentsOf: more)
        guard bytes.count <= Self.byteLimit else { return .unreadable }
        guard let headEnd = endOfHead() else { return .incomplete }
        // "HTTP/1.1 200 …"
        guard bytes.starts(with: "HTTP/1.1 ".utf8),
            let status = Int(String(decoding: bytes[9..<min(12, bytes.count)], as: UTF8.self)),
            let length = contentLength(before: headEnd)
        else { return .unreadable }
        guard bytes.count >= headEnd + length else { return .incomplete }
        // One request at a time: whatever is more belongs to no request.
        guard bytes.count == headEnd + length else { return .unreadable }
        bytes.removeAll(keepingCapacity: true)
        return .complete(status: status)
    }

    private func endOfHead() -> Int? {
        guard bytes.count >= 4 else { return nil }
        for end in 4...bytes.count
        where bytes[end - 1] == 10 && bytes[end - 2] == 13 && bytes[end - 3] == 10
            && bytes[end - 4] == 13
        {
            return end
        }
        return nil
    }

    private static let lengthName = Array("\r\ncontent-length:".utf8)

    private func contentLength(before headEnd: Int) -> Int? {
        let name = Self.lengthName
        var start = 0
        while start + name.count < headEnd {
            if bytes[start] == 13,
                zip(name, bytes[start...]).allSatisfy({ $0 == $1 | ($1 >= 65 && $1 <= 90 ? 32 : 0) }
                )
            {
                return number(from: start + name.count, to: headEnd)
            }
            start += 1
        }
        return nil
    }

    private func number(from start: Int, to end: Int) -> Int? {
        var value: Int?
        for byte in bytes[start..<end] {
            if byte == 32, value == nil { continue }
            guard (48...57).contains(byte) else { break }
            value = (value ?? 0) * 10 + Int(byte - 48)
            if let value, value > Self.byteLimit { return nil }
        }
        return value
    }
}
