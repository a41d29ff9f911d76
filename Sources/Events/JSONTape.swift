/// One token: a value, or the key before a value.
struct JSONToken {
    enum Kind: UInt8 {
        case object, array, string, escapedString, number, yes, no, null
    }

    /// Bytes before the token; for a string the opening quote.
    var start: UInt32
    /// Bytes up to the token's end; for a string past the closing quote.
    var end: UInt32
    /// For a value: the tape index of what follows it and all within it.
    ///
    /// For an open container, while scanning: the container around it. For a key: its fingerprint.
    var link: UInt32
    var kind: Kind

    /// The bytes between a string's quotes.
    var contents: Range<Int> { Int(start) + 1..<Int(end) - 1 }
}

/// A document's bytes and its tokens in their order, shared by all its values.
///
/// A flat array instead of a tree: one allocation a document however many values it has, and
/// nothing recursive that a hostile body could drive into the ground.
final class JSONTape: Sendable {
    let bytes: [UInt8]
    let tokens: [JSONToken]

    init(reading bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        var scanner = JSONScanner(bytes: bytes, limits: limits)
        try scanner.scan()
        self.bytes = bytes
        self.tokens = scanner.tokens
    }

    /// The tape index past the value at `index`.
    func following(_ index: Int) -> Int { Int(tokens[index].link) }

    /// A string token's text, unescaped.
    func text(_ token: JSONToken) -> String {
        if token.kind == .escapedString {
            return String(decoding: JSONEscapes.unescaped(bytes, token.contents), as: UTF8.self)
        }
        return String(decoding: bytes[token.contents], as: UTF8.self)
    }

    /// The tape index of the key `name` in the object at `index`.
    func key(_ name: String, inObjectAt index: Int) -> Int? {
        let wanted = name.utf8.span
        let end = following(index)
        var key = index + 1
        while key < end {
            if isKey(tokens[key], wanted) { return key }
            key = following(key + 1)
        }
        return nil
    }

    private func isKey(_ token: JSONToken, _ wanted: Span<UInt8>) -> Bool {
        let contents = token.contents
        if token.kind == .escapedString {
            let unescaped = JSONEscapes.unescaped(bytes, contents)
            guard unescaped.count == wanted.count else { return false }
            for index in unescaped.indices where unescaped[index] != wanted[index] { return false }
            return true
        }
        guard contents.count == wanted.count else { return false }
        var index = 0
        while index < wanted.count {
            guard bytes[contents.lowerBound + index] == wanted[index] else { return false }
            index += 1
        }
        return true
    }
}
