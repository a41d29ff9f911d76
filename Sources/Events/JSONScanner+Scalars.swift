extension JSONScanner {
    /// Reads the string whose opening quote stands at `offset`; afterwards `offset` is past it.
    mutating func scanString() throws(JSONError) -> JSONToken.Kind {
        var kind = JSONToken.Kind.string
        var index = offset + 1
        let count = bytes.count
        while index < count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                offset = index + 1
                return kind
            }
            if byte == UInt8(ascii: "\\") {
                kind = .escapedString
                index = try endOfEscape(at: index)
            } else if byte >= 0x80 {
                index = try endOfScalar(at: index)
            } else if byte >= 0x20 {
                index += 1
            } else {
                throw JSONError(.controlCharacter, at: index)
            }
        }
        throw JSONError(.unexpectedEnd, at: count)
    }

    /// The index past the escape whose backslash stands at `start`.
    private func endOfEscape(at start: Int) throws(JSONError) -> Int {
        switch byte(at: start + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            guard let unit = JSONEscapes.codeUnit(bytes, at: start) else {
                throw JSONError(.invalidEscape, at: start)
            }
            if UTF16.isTrailSurrogate(unit) { throw JSONError(.loneSurrogate, at: start) }
            guard UTF16.isLeadSurrogate(unit) else { return start + 6 }
            guard let trail = JSONEscapes.codeUnit(bytes, at: start + 6),
                UTF16.isTrailSurrogate(trail)
            else { throw JSONError(.loneSurrogate, at: start) }
            return start + 12
        default:
            throw JSONError(.invalidEscape, at: start)
        }
    }

    /// The index past the UTF-8 sequence of two to four bytes that starts at `start`; the ranges
    /// are those of Unicode's table 3-7 (no overlong form, no surrogate, nothing past U+10FFFF).
    private func endOfScalar(at start: Int) throws(JSONError) -> Int {
        let lead = bytes[start]
        let second = byte(at: start + 1)
        let length: Int
        let secondRange: ClosedRange<UInt8>
        switch lead {
        case 0xC2...0xDF: (length, secondRange) = (2, 0x80...0xBF)
        case 0xE0: (length, secondRange) = (3, 0xA0...0xBF)
        case 0xED: (length, secondRange) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, secondRange) = (3, 0x80...0xBF)
        case 0xF0: (length, secondRange) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, secondRange) = (4, 0x80...0xBF)
        case 0xF4: (length, secondRange) = (4, 0x80...0x8F)
        default: throw JSONError(.invalidUTF8, at: start)
        }
        guard secondRange.contains(second) else { throw JSONError(.invalidUTF8, at: start) }
        var index = start + 2
        while index < start + length {
            guard byte(at: index) & 0xC0 == 0x80 else { throw JSONError(.invalidUTF8, at: start) }
            index += 1
        }
        return index
    }

    /// Reads the number at `offset`: an optional minus, an integer without leading zeros, an
    /// optional fraction, an optional exponent.
    mutating func scanNumber() throws(JSONError) {
        let start = offset
        if byte(at: offset) == UInt8(ascii: "-") { offset += 1 }
        if byte(at: offset) == UInt8(ascii: "0") {
            offset += 1
        } else {
            try scanDigits(ofNumberAt: start)
        }
        if byte(at: offset) == UInt8(ascii: ".") {
            offset += 1
            try scanDigits(ofNumberAt: start)
        }
        if byte(at: offset) | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if byte(at: offset) == UInt8(ascii: "+") || byte(at: offset) == UInt8(ascii: "-") {
                offset += 1
            }
            try scanDigits(ofNumberAt: start)
        }
        // `01` and `1.2.3` end here with a digit or a point that no separator divides off.
        switch byte(at: offset) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
            throw JSONError(.invalidNumber, at: start)
        default: return
        }
    }

    private mutating func scanDigits(ofNumberAt start: Int) throws(JSONError) {
        let first = offset
        while UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte(at: offset) { offset += 1 }
        guard offset > first else { throw JSONError(.invalidNumber, at: start) }
    }
}
