/// Declarations of the sources that nothing in the sources names again.
///
/// It compares names, not meanings: what shares its name with something that is used passes. So it
/// finds less than there is, and what it finds is nearly always dead. A name that tests alone know
/// is dead, too: they would prove what nobody runs.
enum DeadDeclarations {
    /// Named by nobody here, and why they stay.
    static let exceptions: [String: String] = [
        "customMirror": "the toolchain asks for it: what `dump` shows of a secret",
        "varcharArray": "the table of types is PostgreSQL's", "nameArray": "as above",
        "PQPING_OK": "the cases of libpq's enumeration", "PQPING_REJECT": "as above",
        "remoteApply": "a word of the option `--synchronous-commit`",
        "WebhookList": "tests send lists through the engine, which takes any source",
        "StandardWebhooksPayload": "the format's bodies, for the tests of its reading",
        "recommended": "as above", "balanceChanged": "as above",
        "transactionStatusChanged": "as above",
    ]

    static func violations(_ files: [SourceFile]) -> [String] {
        var uses: [Substring: Int] = [:]
        var declared: [Substring: Int] = [:]
        var places: [(name: Substring, file: String, line: Int)] = []
        for file in files {
            for (index, line) in file.lines.enumerated() {
                let text = line.uncommented
                for word in text.words { uses[word, default: 0] += 1 }
                for name in declaredNames(text) {
                    // An overload is another declaration of the name, and no use of it.
                    declared[name, default: 0] += 1
                    places.append((name, file.path, index + 1))
                }
            }
        }
        return places.filter { name, _, _ in
            uses[name] == declared[name] && exceptions[String(name)] == nil
        }.map { "\($0.file):\($0.line): \($0.name) is used nowhere in the sources: remove it" }
    }

    /// A file that declares nothing, extends nothing and runs nothing.
    static func emptyFileViolations(_ file: SourceFile) -> [String] {
        let code = file.lines.map(\.uncommented.trimmed)
        return code.contains { !$0.isEmpty && !$0.hasPrefix("import ") && !$0.contains(" import ") }
            ? [] : ["\(file.path): holds nothing: remove it"]
    }

    private static let keywords: Set<Substring> = [
        "func", "var", "let", "struct", "class", "enum", "actor", "protocol", "typealias",
    ]
    /// What may stand before the keyword.
    private static let modifiers: Set<Substring> = [
        "package", "public", "private", "fileprivate", "internal", "static", "final", "mutating",
        "nonmutating", "indirect", "lazy", "weak", "unowned", "consuming", "borrowing",
        "nonisolated", "isolated", "override", "convenience", "set", "unsafe", "discardableResult",
        "safe",
    ]

    /// The names that a line declares: of a type, a member, a constant, or an enumeration's cases.
    static func declaredNames(_ line: Substring) -> [Substring] {
        var words = line.words[...]
        while let first = words.first, modifiers.contains(first) { words.removeFirst() }
        guard let keyword = words.popFirst() else { return [] }
        if keyword == "case" { return cases(line[keyword.endIndex...]) }
        guard keywords.contains(keyword), let name = words.first, name != "_" else { return [] }
        // Between them stands a space: `func ==(…)` declares no word, `class func` another one.
        guard line[keyword.endIndex..<name.startIndex].allSatisfy({ $0 == " " }),
            !keywords.contains(name)
        else { return [] }
        return [name]
    }

    /// `a, b(Int), c = "x"`; a pattern of a `switch` ends with a colon and declares nothing.
    private static func cases(_ text: Substring) -> [Substring] {
        guard text.first == " ", !text.contains(":") || text.contains("("),
            text.trimmed.last != ":"
        else { return [] }
        var names: [Substring] = []
        var depth = 0
        var start: Substring.Index? = text.startIndex
        for index in text.indices {
            switch text[index] {
            case "(", "[", "\"": depth += text[index] == "\"" && depth > 0 ? -1 : 1
            case ")", "]": depth -= 1
            case "," where depth == 0: start = text.index(after: index)
            case " ": break
            default:
                guard let from = start, depth == 0 else { break }
                start = nil
                if let name = text[from...].words.first, name.startIndex == index {
                    names.append(name)
                }
            }
        }
        return names.contains("let") || names.contains("var") || names.contains("is") ? [] : names
    }
}

extension Substring {
    /// The line up to a comment; what stands in string literals stays, since interpolations use
    /// names.
    var uncommented: Substring {
        guard utf8.contains(UInt8(ascii: "/")) else { return self }
        var isLiteral = false
        var last = UInt8(ascii: " ")
        for index in utf8.indices {
            let byte = utf8[index]
            if byte == UInt8(ascii: "\""), last != UInt8(ascii: "\\") { isLiteral.toggle() }
            if byte == UInt8(ascii: "/"), last == byte, !isLiteral {
                return self[..<utf8.index(before: index)]
            }
            last = byte
        }
        return self
    }

    /// Runs of letters, digits and underscores.
    var words: [Substring] {
        var words: [Substring] = []
        var start: Index?
        for index in utf8.indices {
            let byte = utf8[index]
            let isPart =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_")
            if isPart {
                start = start ?? index
            } else if let from = start {
                words.append(self[from..<index])
                start = nil
            }
        }
        if let from = start { words.append(self[from...]) }
        return words
    }
}
