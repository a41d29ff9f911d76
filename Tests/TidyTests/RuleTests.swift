import Testing

/// Each rule on samples: a rule that cannot fail is no rule.
@Suite struct RuleTests {
    private func swift(_ text: String, path: String = "Sources/Room/Sample.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    @Test func longFilesAndLinesAreFound() {
        let long = String(repeating: "let x = 1\n", count: 401)
        #expect(TextRules.lengthViolations(swift(long)).count == 1)
        #expect(TextRules.lengthViolations(swift(long, path: "Tests/RoomTests/A.swift")) == [])
        #expect(TextRules.lengthViolations(swift(String(repeating: "x", count: 101))).count == 1)
        #expect(TextRules.lengthViolations(swift(String(repeating: "x", count: 100))) == [])
        let literal = "let text = \"\(String(repeating: "x", count: 100))\""
        #expect(TextRules.lengthViolations(swift(literal)).count == 1)
        #expect(TextRules.lengthViolations(swift(literal, path: "Tests/RoomTests/A.swift")) == [])
    }

    @Test(arguments: TextRules.bannedWords) func bannedWordsAreFound(word: String) {
        #expect(TextRules.bannedWordViolations(swift("// \(word): later")).count == 1)
        // As a part of another word it is none.
        let longer = "A\(word.replacing("(", with: ""))S"
        #expect(TextRules.bannedWordViolations(swift("// \(longer)")) == [])
    }

    @Test func literalsAreData() {
        let code = TextRules.bannedWords[2]
        #expect(TextRules.bannedWordViolations(swift("let currency = \"\(code)\"")) == [])
        #expect(TextRules.bannedWordViolations(swift("let a = \"\"  // \(code)")).count == 1)
    }

    @Test(arguments: ["StringUtils", "CardManager", "Helpers", "Common"])
    func emptyTypeNamesAreFound(name: String) {
        #expect(TextRules.emptyNameViolations(swift("package final class \(name) {")).count == 1)
        #expect(TextRules.emptyNameViolations(swift("// class \(name)")) == [])
    }

    @Test(arguments: [
        ("func spare() {}", ["spare"]), ("func spare() {}\nlet a = spare()", ["a"]),
        ("    package static let spare = 1  // spare", ["spare"]),
        ("enum A { }\n    case b, c(A)\nlet d = \"\\(b)\"; d", ["c"]),
        ("switch a {\ncase .a: b\ncase let c: d\n}", []),
        ("func ==(left: Int) {}", []), ("func f(_ a: Int) {}\nfunc f() {}", ["f", "f"]),
        ("/// f\nprivate final class F {\n    init() {}\n}", ["F"]),
    ])
    func deadDeclarationsAreFound(text: String, names: [String]) {
        let found = DeadDeclarations.violations([swift(text)])
        #expect(found.count == names.count)
        for (line, name) in zip(found, names) { #expect(line.contains(": \(name) is used")) }
    }

    @Test(arguments: [("", true), ("import A\n// B", true), ("import A\nfoo()", false)])
    func emptyFilesAreFound(text: String, isEmpty: Bool) {
        #expect(DeadDeclarations.emptyFileViolations(swift(text)).isEmpty != isEmpty)
    }

    @Test func emptyFolderNamesAreFound() {
        let file = swift("", path: "Sources/Room/Helpers/A.swift")
        #expect(TextRules.emptyNameViolations(file).count == 1)
    }

    @Test(arguments: [
        ("HTTPSender.swift", true), ("Amount+Parsing.swift", true), ("main.swift", true),
        ("shim.h", true), ("httpSender.swift", false), ("Amount_Parsing.swift", false),
        ("Amount+.swift", false), ("notes.txt", false),
    ])
    func fileNames(name: String, isRight: Bool) {
        let file = swift("", path: "Sources/Room/\(name)")
        #expect(TextRules.fileNameViolations(file).isEmpty == isRight)
    }

    @Test(arguments: [
        ("final class A: @unchecked Sendable {}", false),
        ("/// A.\nfinal class A: @unchecked Sendable {}", false),
        ("// Sound: immutable.\n\nfinal class A: @unchecked Sendable {}", false),
        ("// Sound: immutable.\nlet b = 1\nnonisolated(unsafe) let a = 1", false),
        ("/// A. Sound: immutable.\nfinal class A: @unchecked Sendable {}", true),
        ("let a = \"// @unchecked Sendable\"", true),
        ("final class A: @unchecked Sendable {}  // Sound: immutable.", true),
        ("// Sound: immutable.\nfinal class A: @unchecked Sendable {}", true),
        ("/// A.\n// Sound: immutable.\n@safe\nfinal class A: @unchecked Sendable {}", true),
        ("// Sound: immutable.\n/// A.\nfinal class A:\n    @unchecked Sendable\n{}", true),
        ("// Sound: set once.\nnonisolated(unsafe) let a = 1\nnonisolated(unsafe) let b = 1", true),
    ])
    func uncheckedNeedsAPlainComment(text: String, isRight: Bool) {
        #expect(ExplanationRules.violations(swift(text)).isEmpty == isRight)
    }

    @Test(arguments: [
        ("func f() {\n    unsafe free(pointer)\n}", false),
        ("// The room.\n\nfunc f() {\n    unsafe free(pointer)\n}", false),
        ("let unsafely = 1", true),
        ("let a = \"unsafe\"", true),
        ("/// Frees what it owns.\nfunc f() {\n    unsafe free(pointer)\n}", true),
        ("func f() {\n    // Owned by this call.\n    unsafe free(pointer)\n}", true),
    ])
    func unsafeNeedsAComment(text: String, isRight: Bool) {
        #expect(ExplanationRules.violations(swift(text)).isEmpty == isRight)
    }

    @Test(arguments: [
        ("-- Why: the log is append-only.\nSELECT 1;", true), ("SELECT 1;", false),
        ("-- the log", false), ("-- Why:", false), ("", false),
    ])
    func sqlFilesStateTheirPurpose(text: String, isRight: Bool) {
        let file = SourceFile(path: "sql/migrations/m0001_a.sql", text: text)
        #expect(SchemaRules.purposeViolations(file).isEmpty == isRight)
    }

    @Test func viewsWithoutACommentAreFound() {
        let view = SourceFile(
            path: "sql/a.sql",
            text: "CREATE VIEW trueup.cards AS SELECT 1;\n-- COMMENT ON VIEW trueup.cards IS ''")
        #expect(SchemaRules.commentViolations([view]).count == 1)
        let comment = SourceFile(
            path: "sql/b.sql", text: "COMMENT ON VIEW trueup.cards IS 'every card';")
        #expect(SchemaRules.commentViolations([view, comment]) == [])
        let other = SourceFile(path: "sql/c.sql", text: "create or replace view trueup.x as …")
        #expect(SchemaRules.commentViolations([comment, other]).count == 1)
    }
}
