import Events

extension Body {
    /// The most bytes that an event's type may have.
    private static let typeByteLimit = 256

    /// The event's type: 1 to 256 bytes of text without U+0000.
    func eventType(_ path: JSONPath) throws(DecodeError) -> String {
        guard let located = self[path] else { throw DecodeError("\(path) is missing") }
        guard let type = located.value.string else {
            throw DecodeError(at: located, expected: "the event's type as text")
        }
        guard !type.isEmpty else { throw DecodeError("\(path) is empty") }
        guard type.utf8.count <= Self.typeByteLimit else {
            throw DecodeError(
                bounded: "\(path) has \(type.utf8.count) bytes, a type has at most "
                    + "\(Self.typeByteLimit)")
        }
        guard !type.utf8.contains(0) else {
            throw DecodeError(bounded: "\(path) contains U+0000, which no type may")
        }
        return type
    }

    /// The provider's retry counter; nil where it is missing or null.
    static func attempt(_ located: Located?) throws(DecodeError) -> Int32? {
        guard let located else { return nil }
        guard let counter = located.value.integer.flatMap({ Int32(exactly: $0) }), counter >= 0
        else {
            throw DecodeError(
                bounded: located.value.kind == .number
                    ? "\(located.path) is no whole number between 0 and \(Int32.max)"
                    : DecodeError(at: located, expected: "a whole number").reason)
        }
        return counter
    }

    /// The body without the bytes of some of its values: what a provider keeps on a retry.
    static func content(of bytes: [UInt8], without values: [JSONValue?]) -> [UInt8] {
        let ranges = values.compactMap { $0?.byteRange }
            .sorted { $0.lowerBound < $1.lowerBound }
        var content: [UInt8] = []
        content.reserveCapacity(bytes.count)
        var start = 0
        for range in ranges where range.lowerBound >= start {
            content.append(contentsOf: bytes[start..<range.lowerBound])
            start = range.upperBound
        }
        content.append(contentsOf: bytes[start...])
        return content
    }
}
