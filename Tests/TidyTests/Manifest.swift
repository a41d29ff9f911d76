/// The targets that a `Package.swift` declares, read from its text.
///
/// The forms are those that our manifest uses: `room("X", […])`, `tests("X", […])`,
/// `.target(name: "X", dependencies: […], path: "…")`, `.executableTarget(…)`, `.testTarget(…)` and
/// `.systemLibrary(…)`. The tests compare the result with the folders, so that a target written in
/// another form is noticed.
struct Manifest {
    struct Target: Equatable {
        enum Kind { case product, test, systemLibrary }
        var name: String
        var kind: Kind
        var dependencies: [String]
        /// The folder of its files.
        var path: String
    }

    var targets: [Target] = []

    func target(_ name: String) -> Target? { targets.first { $0.name == name } }

    init(_ text: String) {
        let forms: [(opening: String, kind: Target.Kind)] = [
            ("room(", .product), (".target(", .product), (".executableTarget(", .product),
            ("tests(", .test), (".testTarget(", .test), (".systemLibrary(", .systemLibrary),
        ]
        for (opening, kind) in forms {
            for range in text.ranges(of: opening) where !text.isPartOfWord(before: range) {
                let arguments = text.balanced(from: text.index(before: range.upperBound))
                if let target = Target(arguments: arguments, kind: kind) { targets.append(target) }
            }
        }
    }
}

extension Manifest.Target {
    /// Nil for a declaration without a literal name: the body of `room` and `tests` themselves.
    init?(arguments: Substring, kind: Manifest.Target.Kind) {
        let name = arguments.value(of: "name:") ?? arguments.leadingLiteral
        guard let name else { return nil }
        self.name = name
        let path = arguments.value(of: "path:")
        self.kind = path?.hasPrefix("Tests/") == true ? .test : kind
        self.path = path ?? (kind == .test ? "Tests/\(name)" : "Sources/\(name)")
        dependencies = kind == .systemLibrary ? [] : arguments.dependencyList
    }
}

extension StringProtocol where SubSequence == Substring {
    fileprivate func isPartOfWord(before range: Range<Index>) -> Bool {
        guard range.lowerBound > startIndex else { return false }
        let character = self[index(before: range.lowerBound)]
        return character.isLetter || character.isNumber || character == "_"
    }

    /// What stands between the bracket at `start` and its partner.
    fileprivate func balanced(from start: Index) -> Substring {
        var depth = 0
        for index in indices[start...] {
            switch self[index] {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            default: break
            }
            if depth == 0 { return self[self.index(after: start)..<index] }
        }
        return self[start...]
    }

    /// The string literal that follows a label.
    fileprivate func value(of label: String) -> String? {
        guard let range = ranges(of: label).first else { return nil }
        return self[range.upperBound...].leadingLiteral
    }

    fileprivate var leadingLiteral: String? {
        let trimmed = drop { $0.isWhitespace }
        guard trimmed.first == "\"" else { return nil }
        return String(trimmed.dropFirst().prefix { $0 != "\"" })
    }

    /// The literals of `dependencies: […]`, or of the first list where there is no label.
    fileprivate var dependencyList: [String] {
        let labelled = ranges(of: "dependencies:").first?.upperBound
        // A list under another label (`exclude: […]`) names no dependency.
        if labelled == nil, contains("path:") { return [] }
        guard let start = self[(labelled ?? startIndex)...].firstIndex(of: "[") else { return [] }
        let parts = balanced(from: start).split(separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map {
            String($0.element)
        }
    }
}
