import Events

extension Body {
    /// The most bytes that an id may have, in the log and in every projection.
    static let identifierByteLimit = 512

    /// An id in the form in which the fold compares it (`FoldedIdentifier`).
    ///
    /// Nil where it is missing, null or empty.
    static func identifier(_ located: Located?) throws(DecodeError) -> String? {
        try statedIdentifier(located).map { FoldedIdentifier.of($0) }
    }

    /// An id byte for byte as it is stated: 1 to 512 bytes without U+0000.
    ///
    /// For the id of the event itself, which the log keeps as it came.
    static func statedIdentifier(_ located: Located?) throws(DecodeError) -> String? {
        guard let located else { return nil }
        guard let text = located.value.string else {
            throw DecodeError(at: located, expected: "an id as text")
        }
        guard !text.isEmpty else { return nil }
        guard text.utf8.count <= identifierByteLimit else {
            throw DecodeError(
                bounded: "\(located.path) has \(text.utf8.count) bytes, an id has at most "
                    + "\(identifierByteLimit)")
        }
        guard !text.utf8.contains(0) else {
            throw DecodeError(bounded: "\(located.path) contains U+0000, which no id may")
        }
        return text
    }

    func identifier(_ path: JSONPath) throws(DecodeError) -> String? {
        try Self.identifier(self[path])
    }

    func identifier(_ field: Field) throws(DecodeError) -> String? {
        try Self.identifier(self[field])
    }

    func requiredIdentifier(_ path: JSONPath) throws(DecodeError) -> String {
        guard let text = try identifier(path) else {
            throw DecodeError(bounded: "\(path) is missing or empty")
        }
        return text
    }

    func requiredStatedIdentifier(_ path: JSONPath) throws(DecodeError) -> String {
        guard let text = try Self.statedIdentifier(self[path]) else {
            throw DecodeError(bounded: "\(path) is missing or empty")
        }
        return text
    }

    func requiredIdentifier(_ field: Field) throws(DecodeError) -> String {
        guard let text = try identifier(field) else {
            throw DecodeError(bounded: "\(places(of: field)) is missing or empty")
        }
        return text
    }

    /// An id where a wrong one may be left out: the subject of an event that is logged anyway.
    func identifierIfValid(_ path: JSONPath) -> String? {
        (try? identifier(path)) ?? nil
    }

    func identifierIfValid(_ field: Field) -> String? {
        (try? identifier(field)) ?? nil
    }

    /// A word that decides something: text, or nil where it is missing, null or empty.
    static func word(_ located: Located?) throws(DecodeError) -> String? {
        guard let located else { return nil }
        guard let text = located.value.string else {
            throw DecodeError(at: located, expected: "text")
        }
        return text.isEmpty ? nil : text.withoutNUL
    }

    func word(_ path: JSONPath) throws(DecodeError) -> String? { try Self.word(self[path]) }

    func word(_ field: Field) throws(DecodeError) -> String? { try Self.word(self[field]) }

    /// Text that is shown and decides nothing.
    ///
    /// A wrong kind is left out rather than costing the money beside it. A number is shown as it
    /// is written.
    static func label(_ located: Located?) -> String? {
        guard let text = located?.value.string ?? located?.value.numberText, !text.isEmpty else {
            return nil
        }
        return text.withoutNUL
    }

    func label(_ path: JSONPath) -> String? { Self.label(self[path]) }

    func label(_ field: Field) -> String? { Self.label(self[field]) }
}

extension String {
    /// With U+FFFD in the place of U+0000, which PostgreSQL's text cannot hold.
    var withoutNUL: String {
        guard utf8.contains(0) else { return self }
        var text = UnicodeScalarView()
        text.append(contentsOf: unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })
        return String(text)
    }
}
