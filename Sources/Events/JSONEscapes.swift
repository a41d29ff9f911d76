/// Escapes within strings: what `\u0041` and its like stand for.
enum JSONEscapes {
    /// The code unit of the escape `\uXXXX` whose backslash stands at `start`.
    static func codeUnit(_ bytes: [UInt8], at start: Int) -> UInt16? {
        guard start + 6 <= bytes.count, bytes[start] == UInt8(ascii: "\\"),
            bytes[start + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for index in start + 2..<start + 6 {
            guard let digit = hexadecimalDigit(bytes[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The UTF-8 that a scanned string's contents stand for.
    static func unescaped(_ bytes: [UInt8], _ contents: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(contents.count)
        var index = contents.lowerBound
        while index < contents.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            guard let unit = codeUnit(bytes, at: index) else {
                result.append(simpleEscape(bytes[index + 1]))
                index += 2
                continue
            }
            var scalarValue = UInt32(unit)
            index += 6
            if UTF16.isLeadSurrogate(unit), let trail = codeUnit(bytes, at: index) {
                scalarValue = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00)
                index += 6
            }
            // The scanner has refused lone surrogates; a value that is no scalar cannot occur.
            let scalar = Unicode.Scalar(scalarValue) ?? "\u{FFFD}"
            result.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
        return result
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }
}
