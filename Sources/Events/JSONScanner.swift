/// Reads a text into tokens in one pass, without recursion.
struct JSONScanner {
    let bytes: [UInt8]
    let limits: JSONLimits
    var tokens: [JSONToken] = []
    var offset = 0
    private var depth = 0
    /// The tape index of the innermost open container.
    private var container = JSONScanner.noContainer

    private static let noContainer = UInt32.max

    /// What may come next.
    private enum Expectation {
        case value, key, keyOrClose, elementOrClose, commaOrClose, end
    }

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func scan() throws(JSONError) {
        guard bytes.count <= limits.maximumBytes else {
            throw JSONError(.tooLarge, at: limits.maximumBytes)
        }
        if byte(at: 0) == 0xEF, byte(at: 1) == 0xBB, byte(at: 2) == 0xBF {
            throw JSONError(.byteOrderMark, at: 0)
        }
        // Webhook bodies carry about one token in eight bytes; a hostile one grows from here.
        tokens.reserveCapacity(min(bytes.count / 8 + 8, 4096))
        var expected = Expectation.value
        while expected != .end {
            skipWhitespace()
            expected = try scanNext(expected)
        }
        skipWhitespace()
        guard offset == bytes.count else { throw JSONError(.trailingBytes, at: offset) }
    }

    private mutating func scanNext(_ expected: Expectation) throws(JSONError) -> Expectation {
        switch expected {
        case .value:
            return try scanValue()
        case .elementOrClose:
            return byte(at: offset) == UInt8(ascii: "]") ? try close() : try scanValue()
        case .keyOrClose:
            return byte(at: offset) == UInt8(ascii: "}") ? try close() : try scanKey()
        case .key:
            return try scanKey()
        case .commaOrClose:
            guard byte(at: offset) == UInt8(ascii: ",") else { return try close() }
            offset += 1
            return isInObject ? .key : .value
        case .end:
            return .end
        }
    }

    private var isInObject: Bool {
        container != JSONScanner.noContainer && tokens[Int(container)].kind == .object
    }

    private var afterValue: Expectation {
        container == JSONScanner.noContainer ? .end : .commaOrClose
    }

    private mutating func scanValue() throws(JSONError) -> Expectation {
        let start = offset
        switch byte(at: start) {
        case UInt8(ascii: "{"):
            try open(.object)
            return .keyOrClose
        case UInt8(ascii: "["):
            try open(.array)
            return .elementOrClose
        case UInt8(ascii: "\""):
            let kind = try scanString()
            appendScalar(kind, from: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try scanNumber()
            appendScalar(.number, from: start)
        case UInt8(ascii: "t"):
            try scanLiteral("true")
            appendScalar(.yes, from: start)
        case UInt8(ascii: "f"):
            try scanLiteral("false")
            appendScalar(.no, from: start)
        case UInt8(ascii: "n"):
            try scanLiteral("null")
            appendScalar(.null, from: start)
        default:
            throw unexpectedByte()
        }
        return afterValue
    }

    private mutating func scanKey() throws(JSONError) -> Expectation {
        let start = offset
        guard byte(at: start) == UInt8(ascii: "\"") else { throw unexpectedByte() }
        let kind = try scanString()
        appendScalar(kind, from: start)
        tokens[tokens.count - 1].link = JSONKeys.fingerprint(tokens[tokens.count - 1], in: bytes)
        skipWhitespace()
        guard byte(at: offset) == UInt8(ascii: ":") else { throw unexpectedByte() }
        offset += 1
        return .value
    }

    private mutating func open(_ kind: JSONToken.Kind) throws(JSONError) {
        guard depth < limits.maximumDepth else { throw JSONError(.tooDeep, at: offset) }
        depth += 1
        let index = UInt32(tokens.count)
        tokens.append(
            JSONToken(start: UInt32(offset), end: UInt32(offset), link: container, kind: kind))
        container = index
        offset += 1
    }

    /// Closes the innermost container with the byte at `offset`.
    private mutating func close() throws(JSONError) -> Expectation {
        let index = Int(container)
        let isObject = isInObject
        let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        guard byte(at: offset) == closing else { throw unexpectedByte() }
        offset += 1
        depth -= 1
        container = tokens[index].link
        tokens[index].end = UInt32(offset)
        tokens[index].link = UInt32(tokens.count)
        if isObject, let repeated = JSONKeys.firstRepeatedKey(ofObjectAt: index, tokens, bytes) {
            throw JSONError(.repeatedKey, at: Int(tokens[repeated].start))
        }
        return afterValue
    }

    private mutating func appendScalar(_ kind: JSONToken.Kind, from start: Int) {
        tokens.append(
            JSONToken(
                start: UInt32(start), end: UInt32(offset), link: UInt32(tokens.count + 1),
                kind: kind))
    }

    private mutating func scanLiteral(_ literal: StaticString) throws(JSONError) {
        let start = offset
        let matches = literal.withUTF8Buffer { characters in
            for index in 0..<characters.count {
                guard unsafe byte(at: start + index) == characters[index] else { return false }
            }
            return true
        }
        guard matches else { throw JSONError(.invalidLiteral, at: start) }
        offset += literal.utf8CodeUnitCount
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while true {
            switch byte(at: offset) {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    /// The byte at `index`; past the end zero, which is legal nowhere in a JSON text.
    @inline(__always)
    func byte(at index: Int) -> UInt8 {
        index < bytes.count ? bytes[index] : 0
    }

    func unexpectedByte() -> JSONError {
        if bytes.isEmpty { return JSONError(.empty, at: 0) }
        return JSONError(offset < bytes.count ? .unexpectedByte : .unexpectedEnd, at: offset)
    }
}
