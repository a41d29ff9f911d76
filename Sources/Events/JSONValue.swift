/// A value within a document: a place on its tape, cheap to copy and to pass on.
package struct JSONValue: Sendable {
    package enum Kind: String, Hashable, Sendable {
        case object, array, string, number, bool, null
    }

    let tape: JSONTape
    let index: Int

    private var token: JSONToken { tape.tokens[index] }

    package var kind: Kind {
        switch token.kind {
        case .object: .object
        case .array: .array
        case .string, .escapedString: .string
        case .number: .number
        case .yes, .no: .bool
        case .null: .null
        }
    }

    package var isNull: Bool { token.kind == .null }

    /// The unescaped text of a string; nil for any other kind.
    ///
    /// It may hold U+0000.
    package var string: String? {
        kind == .string ? tape.text(token) : nil
    }

    /// The text of a number exactly as it stands in the document (`12.50`, `1e400000`).
    package var numberText: String? {
        token.kind == .number ? String(decoding: tape.bytes[byteRange], as: UTF8.self) : nil
    }

    /// A number that is written as an integer and fits; nil for `1.0`, `1e3` and any other kind.
    package var integer: Int64? { numberText.flatMap { Int64($0) } }

    package var bool: Bool? {
        switch token.kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }

    /// Where the value stands in the document's bytes: quotes and brackets included.
    package var byteRange: Range<Int> { Int(token.start)..<Int(token.end) }

    /// The value of an object's member; nil where there is none or this is no object.
    package subscript(_ key: String) -> JSONValue? { member(key)?.value }

    /// An object's member with its place; nil where there is none or this is no object.
    package func member(_ key: String) -> JSONMember? {
        guard token.kind == .object, let key = tape.key(key, inObjectAt: index) else { return nil }
        return JSONMember(tape: tape, index: key)
    }

    /// The members of an object in the text's order; empty for any other kind.
    package var members: JSONMembers {
        JSONMembers(
            tape: tape, position: index + 1,
            end: token.kind == .object ? Int(token.link) : index + 1)
    }

    /// The elements of an array; empty for any other kind.
    package var elements: JSONElements {
        JSONElements(
            tape: tape, position: index + 1, end: token.kind == .array ? Int(token.link) : index + 1
        )
    }
}

/// One member of an object.
package struct JSONMember: Sendable {
    let tape: JSONTape
    /// The tape index of the key; the value's is the next.
    let index: Int

    /// The unescaped key.
    package var key: String { tape.text(tape.tokens[index]) }

    package var value: JSONValue { JSONValue(tape: tape, index: index + 1) }

    /// From the key's opening quote to the value's end.
    package var byteRange: Range<Int> {
        Int(tape.tokens[index].start)..<Int(tape.tokens[index + 1].end)
    }
}

/// The members of an object, in the text's order.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    let tape: JSONTape
    var position: Int
    let end: Int

    package mutating func next() -> JSONMember? {
        guard position < end else { return nil }
        defer { position = tape.following(position + 1) }
        return JSONMember(tape: tape, index: position)
    }
}

/// The elements of an array, in order.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    let tape: JSONTape
    var position: Int
    let end: Int

    package mutating func next() -> JSONValue? {
        guard position < end else { return nil }
        defer { position = tape.following(position) }
        return JSONValue(tape: tape, index: position)
    }
}
