/// Base 64 with the standard alphabet (RFC 4648, section 4), read strictly: one text for one value.
///
/// Foreign characters, line breaks, padding in the wrong place and unused bits that are not zero
/// are refused, so that a signature or a credential has exactly one spelling.
package enum Base64 {
    package enum Padding: Sendable {
        case required
        /// Missing padding is accepted as well; padding that is there must be right.
        case optional
    }

    /// The text of the bytes, padded.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in 0..<3 {
                group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
            }
            for position in 0..<4 {
                let digit = Int(group >> (18 - 6 * UInt32(position)) & 63)
                text.append(position <= count ? alphabet[digit] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that the text stands for; nil when it is not the one right spelling.
    package static func decode(_ text: String, padding: Padding = .required) -> [UInt8]? {
        decode(Array(text.utf8), padding: padding)
    }

    /// The bytes that the text stands for; nil when it is not the one right spelling.
    package static func decode(_ text: [UInt8], padding: Padding = .required) -> [UInt8]? {
        guard let digits = digitsWithoutPadding(text, padding) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        var pending: UInt32 = 0
        var pendingBits = 0
        for character in digits {
            let digit = values[Int(character)]
            guard digit != invalid else { return nil }
            pending = pending << 6 | UInt32(digit)
            pendingBits += 6
            if pendingBits >= 8 {
                pendingBits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(pendingBits)))
                pending &= 1 << UInt32(pendingBits) - 1
            }
        }
        return pending == 0 ? bytes : nil
    }

    private static func digitsWithoutPadding(
        _ text: [UInt8], _ padding: Padding
    ) -> ArraySlice<UInt8>? {
        let paddingCount = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let digits = text.dropLast(paddingCount)
        guard digits.count % 4 != 1 else { return nil }
        let paddingDue = (4 - digits.count % 4) % 4
        let isPadded = paddingCount == paddingDue
        return isPadded || (padding == .optional && paddingCount == 0) ? digits : nil
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let invalid: UInt8 = 255

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
