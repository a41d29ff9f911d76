/// A JSON value as a provider writes it: members in a given order, number text as given.
///
/// A writer of our own, apart from the one of the product's answers: providers write amounts as
/// bare number text, and a simulator that shared the receiver's code would share its mistakes.
package indirect enum JSONBody: Sendable {
    case string(String)
    /// The text of a number, written as it is.
    case number(String)
    case bool(Bool)
    case null
    case object([(key: String, value: JSONBody)])
    case array([JSONBody])

    /// A whole number.
    package static func integer(_ value: Int64) -> JSONBody { .number(String(value)) }

    /// The text on one line, in UTF-8.
    package var bytes: [UInt8] {
        var text: [UInt8] = []
        write(to: &text)
        return text
    }

    private func write(to text: inout [UInt8]) {
        switch self {
        case .string(let value): Self.write(value, to: &text)
        case .number(let value): text.append(contentsOf: value.utf8)
        case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
        case .null: text.append(contentsOf: "null".utf8)
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &text)
                text.append(UInt8(ascii: ":"))
                member.value.write(to: &text)
            }
            text.append(UInt8(ascii: "}"))
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                element.write(to: &text)
            }
            text.append(UInt8(ascii: "]"))
        }
    }

    /// Escapes what RFC 8259 asks for: quotes, backslashes and control characters.
    private static func write(_ value: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                text.append(contentsOf: (byte < 16 ? "\\u000" : "\\u00").utf8)
                text.append(contentsOf: digits.utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}

extension JSONBody: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(dictionaryLiteral elements: (String, JSONBody)...) {
        self = .object(elements.map { (key: $0.0, value: $0.1) })
    }
}
