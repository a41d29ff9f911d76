package import Money

/// Writes one JSON text on one line, members in the order they are given.
///
/// ```swift
/// let line = JSONWriter.object { object in
///     object.string("account_id", account.id)
///     object.amount("posted", account.posted)
///     object.array("positions") { array in array.integer(17) }
/// }
/// ```
package enum JSONWriter {
    /// What becomes of U+0000, which PostgreSQL's `jsonb` cannot hold.
    package enum NullCharacter: Hashable, Sendable {
        /// Kept as `\u0000`.
        case escaped
        /// Written as U+FFFD, as in all projected text.
        case replaced
    }

    /// The text of an object.
    package static func object(
        nullCharacter: NullCharacter = .escaped, _ members: (inout JSONObjectWriter) -> Void
    ) -> String {
        var text = JSONText(nullCharacter: nullCharacter)
        text.object(members)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    /// The text of an array.
    package static func array(
        nullCharacter: NullCharacter = .escaped, _ elements: (inout JSONArrayWriter) -> Void
    ) -> String {
        var text = JSONText(nullCharacter: nullCharacter)
        text.array(elements)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

/// Writes an object's members; absent values become `null`.
package struct JSONObjectWriter {
    fileprivate var text: JSONText
    private var isEmpty = true

    fileprivate init(text: JSONText) {
        self.text = text
    }

    package mutating func string(_ key: String, _ value: String?) {
        begin(key)
        text.string(value)
    }

    package mutating func integer(_ key: String, _ value: (some BinaryInteger)?) {
        begin(key)
        text.raw(value.map { String($0) } ?? "null")
    }

    package mutating func bool(_ key: String, _ value: Bool?) {
        begin(key)
        text.raw(value.map { $0 ? "true" : "false" } ?? "null")
    }

    /// As a string with all digits of the scale, so that no reader makes a binary number of it.
    package mutating func amount(_ key: String, _ value: Amount?) {
        string(key, value?.description)
    }

    package mutating func timestamp(_ key: String, _ value: Timestamp?) {
        begin(key)
        text.timestamp(value)
    }

    package mutating func object(_ key: String, _ members: (inout JSONObjectWriter) -> Void) {
        begin(key)
        text.object(members)
    }

    package mutating func array(_ key: String, _ elements: (inout JSONArrayWriter) -> Void) {
        begin(key)
        text.array(elements)
    }

    /// A value that was read, number text and order kept.
    package mutating func value(_ key: String, _ value: JSONValue) {
        begin(key)
        text.value(value)
    }

    private mutating func begin(_ key: String) {
        if !isEmpty { text.byte(UInt8(ascii: ",")) }
        isEmpty = false
        text.string(key)
        text.byte(UInt8(ascii: ":"))
    }
}

/// Writes an array's elements.
package struct JSONArrayWriter {
    fileprivate var text: JSONText
    private var isEmpty = true

    fileprivate init(text: JSONText) {
        self.text = text
    }

    package mutating func string(_ value: String?) {
        begin()
        text.string(value)
    }

    package mutating func integer(_ value: some BinaryInteger) {
        begin()
        text.raw(String(value))
    }

    package mutating func object(_ members: (inout JSONObjectWriter) -> Void) {
        begin()
        text.object(members)
    }

    package mutating func array(_ elements: (inout JSONArrayWriter) -> Void) {
        begin()
        text.array(elements)
    }

    /// A value that was read, number text and order kept.
    package mutating func value(_ value: JSONValue) {
        begin()
        text.value(value)
    }

    private mutating func begin() {
        if !isEmpty { text.byte(UInt8(ascii: ",")) }
        isEmpty = false
    }
}

/// The text so far; lent to one writer at a time.
private struct JSONText {
    var bytes: [UInt8] = []
    let nullCharacter: JSONWriter.NullCharacter

    mutating func raw(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    mutating func byte(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// No character of it needs an escape.
    mutating func timestamp(_ value: Timestamp?) {
        guard let value else { return raw("null") }
        bytes.append(UInt8(ascii: "\""))
        value.append(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func object(_ members: (inout JSONObjectWriter) -> Void) {
        byte(UInt8(ascii: "{"))
        var writer = JSONObjectWriter(text: lend())
        members(&writer)
        bytes = writer.text.bytes
        byte(UInt8(ascii: "}"))
    }

    mutating func array(_ elements: (inout JSONArrayWriter) -> Void) {
        byte(UInt8(ascii: "["))
        var writer = JSONArrayWriter(text: lend())
        elements(&writer)
        bytes = writer.text.bytes
        byte(UInt8(ascii: "]"))
    }

    /// Moves the bytes out, so that an inner writer appends to them in place.
    private mutating func lend() -> JSONText {
        let lent = self
        bytes = []
        return lent
    }

    /// Recursive, and bounded by the depth that the value was read with.
    mutating func value(_ value: JSONValue) {
        switch value.kind {
        case .object:
            object { object in
                for member in value.members { object.value(member.key, member.value) }
            }
        case .array:
            array { array in
                for element in value.elements { array.value(element) }
            }
        case .string: string(value.string)
        case .number: raw(value.numberText ?? "null")
        case .bool: raw(value.bool == true ? "true" : "false")
        case .null: raw("null")
        }
    }

    mutating func string(_ value: String?) {
        guard let value else { return raw("null") }
        bytes.append(UInt8(ascii: "\""))
        // Few texts hold anything to escape: the others are taken as they are, all bytes at once.
        // The pointer does not leave the closure.
        let isPlain = unsafe value.utf8.withContiguousStorageIfAvailable { text in
            guard unsafe text.allSatisfy(Self.isPlain) else { return false }
            unsafe bytes.append(contentsOf: text)
            return true
        }
        if isPlain != true { appendEscaped(value) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte belongs to no character that is escaped; U+0080 to U+009F begin with 0xC2,
    /// as other characters do, which are then looked at one by one.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            && byte != 0x7F && byte != 0xC2
    }

    private mutating func appendEscaped(_ value: String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": raw("\\\"")
            case "\\": raw("\\\\")
            case "\n": raw("\\n")
            case "\r": raw("\\r")
            case "\t": raw("\\t")
            case "\0" where nullCharacter == .replaced: raw("\u{FFFD}")
            // Beyond what JSON asks for, C1 controls: some terminals obey them.
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": escape(scalar)
            default: bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            }
        }
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16)
        raw("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
    }
}
