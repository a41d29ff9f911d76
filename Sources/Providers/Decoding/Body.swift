import Events

/// A body's values by path, read so that every error names the path and what was expected there,
/// and never shows the value.
package struct Body {
    /// A value that is there and not null.
    struct Located {
        var value: JSONValue
        var path: JSONPath
    }

    let root: JSONValue
    let fields: FieldMap

    init(_ root: JSONValue, _ fields: FieldMap = FieldMap()) {
        self.root = root
        self.fields = fields
    }

    /// The root of a body, which is always an object.
    static func root(of bytes: [UInt8]) throws(DecodeError) -> JSONValue {
        let root: JSONValue
        do {
            root = try JSONDocument(parsing: bytes).root
        } catch {
            throw DecodeError(error.description)
        }
        guard root.kind == .object else {
            throw DecodeError("the body is JSON, but not an object: it is \(root.kind.phrase)")
        }
        return root
    }

    /// The same body, its fields found through `map`.
    func mapped(by map: FieldMap) -> Body { Body(root, map) }

    subscript(_ path: JSONPath) -> Located? {
        guard let value = root.value(at: path), !value.isNull else { return nil }
        return Located(value: value, path: path)
    }

    subscript(_ field: Field) -> Located? {
        for path in fields[field] {
            if let located = self[path] { return located }
        }
        return nil
    }

    /// Where a field was looked for, for an error that it is missing.
    func places(of field: Field) -> String {
        let paths = fields[field].map(\.description)
        guard !paths.isEmpty else { return "\(field.rawValue) (mapped to no path)" }
        return paths.joined(separator: " or ")
    }
}

extension JSONValue.Kind {
    var phrase: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "text"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}

extension DecodeError {
    /// The value at a path has another kind than the format states.
    init(at located: Body.Located, expected: String) {
        self.init(
            bounded: "\(located.path) is \(located.value.kind.phrase) where \(expected) is expected"
        )
    }

    /// Paths and words come from configurations and bodies: keeps the reason one short line.
    init(bounded reason: String) {
        let line = reason.unicodeScalars.prefix(300).map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: line)
        self.init(String(text))
    }
}
