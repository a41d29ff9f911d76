/// Rules about the text of single files: sizes, names, words.
enum TextRules {
    static let sourceLineLimit = 400
    static let testLineLimit = 600
    static let columnLimit = 100

    static func lengthViolations(_ file: SourceFile) -> [String] {
        let limit = file.path.hasPrefix("Tests/") ? testLineLimit : sourceLineLimit
        var violations: [String] = []
        if file.lines.count > limit {
            violations.append("\(file.path): \(file.lines.count) lines, at most \(limit)")
        }
        for (index, line) in file.lines.enumerated()
        where line.utf8.count > columnLimit && line.count > columnLimit
            && !isUnbreakable(line, in: file)
        {
            violations.append(
                "\(file.path):\(index + 1): \(line.count) columns, at most \(columnLimit)")
        }
        return violations
    }

    /// A regular expression literal has one line, whatever its length; and a test may show an
    /// expected text or a body as it is.
    private static func isUnbreakable(_ line: Substring, in file: SourceFile) -> Bool {
        if line.drop(while: { $0 == " " }).hasPrefix("#/") { return true }
        return file.path.hasPrefix("Tests/") && line.withoutLiterals.count <= columnLimit
    }

    /// Put together from halves, so that this file does not hold what it looks for.
    static let bannedWords = [
        "TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "fatalError(\"not " + "implemented",
    ]

    /// What stands in a string literal is data: a currency code, for example, may be `XX` + `X`.
    static func bannedWordViolations(_ file: SourceFile) -> [String] {
        file.lines.enumerated().flatMap { index, line in
            bannedWords.filter { word in
                line.contains(word)
                    && (word.contains("\"") || line.withoutLiterals.containsWord(word))
            }.map {
                "\(file.path):\(index + 1): \($0): finish it, or say in the code what holds now"
            }
        }
    }

    /// Words for rooms and types that say nothing about what is inside.
    static let emptyNames = [
        "Utils", "Utilities", "Helper", "Helpers", "Manager", "Common", "Core", "Misc",
    ]

    static func emptyNameViolations(_ file: SourceFile) -> [String] {
        var violations = file.folders.filter(emptyNames.contains).map {
            "\(file.path): the folder \($0) does not say what its files do"
        }
        let declaration = #/\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/#
        for (index, line) in file.lines.enumerated() where file.isSwift {
            guard let name = line.code.firstMatch(of: declaration)?.output.1 else { continue }
            if let word = emptyNames.first(where: { name.hasSuffix($0) }) {
                violations.append(
                    "\(file.path):\(index + 1): \(name): \(word) does not say what it does")
            }
        }
        return violations
    }

    /// `Type.swift`, `Type+Aspect.swift`, `main.swift`; and the few other kinds of file.
    static func fileNameViolations(_ file: SourceFile) -> [String] {
        let forms: [Regex<Substring>] = [
            #/[A-Z][A-Za-z0-9]*(?:\+[A-Z][A-Za-z0-9]*)?\.swift/#, #/main\.swift/#, #/README\.md/#,
            #/module\.modulemap/#, #/shim\.h/#, #/[a-z][a-z0-9_]*\.(?:sql|html|css|js|json|svg)/#,
        ]
        return forms.contains { file.name.wholeMatch(of: $0) != nil }
            ? [] : ["\(file.path): not a name in the style (Type.swift, Type+Aspect.swift)"]
    }
}

extension Substring {
    /// The line without its trailing comment and the contents of its string literals.
    var code: Substring {
        let code = withoutLiterals
        guard let comment = code.ranges(of: "//").first else { return code }
        return code[..<comment.lowerBound]
    }

    /// The line with nothing between the quotes of its string literals.
    var withoutLiterals: Substring {
        guard contains("\"") else { return self }
        return replacing(#/"(?:[^"\\]|\\.)*"/#, with: "\"\"")
    }

    /// Whether the word stands there, not as part of a longer one.
    func containsWord(_ word: String) -> Bool {
        ranges(of: word).contains { range in
            let before = range.lowerBound > startIndex ? self[index(before: range.lowerBound)] : " "
            let after = range.upperBound < endIndex ? self[range.upperBound] : " "
            return !(before.isLetter || before.isNumber || before == "_")
                && !(after.isLetter || after.isNumber || after == "_")
        }
    }
}
