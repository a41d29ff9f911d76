import Foundation
import Runtime
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("No way to print a secret shows it")
    func hides() {
        let secret = Secret(bytes: Array("hunter2".utf8))
        var dumped = ""
        dump([secret], to: &dumped)
        let optional: Secret? = secret
        let texts = [
            "\(secret)", String(reflecting: secret), "\(optional as Any)", "\([secret])", dumped,
            String(describing: ["key": secret]),
        ]
        for text in texts {
            #expect(text.contains("<secret>"))
            #expect(!text.contains("hunter2") && !text.contains("104"))
        }
        #expect(LogValue.describing(secret) == "<secret>")
        #expect(secret.reveal() == Array("hunter2".utf8))
    }

    @Test("References are read and written alike", arguments: ["env:TRUEUP_KEY", "file:/a:b"])
    func readsReferences(_ text: String) throws {
        #expect(try SecretReference(text).description == text)
    }

    @Test(
        "What is no reference is refused, and not repeated",
        arguments: ["", "hunter2", "env:", "file:", "env:a b", "whsec_hunter2:x", "ENV:hunter2"])
    func refuses(_ text: String) {
        let error = #expect(throws: SecretReferenceError.self) { try SecretReference(text) }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("A missing variable is named")
    func namesMissingVariable() {
        let name = "TRUEUP_TEST_NOT_SET"
        #expect(throws: SecretReferenceError.environmentVariableMissing(name: name)) {
            try SecretReference("env:\(name)").resolve()
        }
    }

    @Test("A variable is read")
    func readsVariable() throws {
        let path = try SecretReference("env:PATH").resolve().reveal()
        #expect(path == Array((ProcessInfo.processInfo.environment["PATH"] ?? "").utf8))
    }

    @Test(
        "A file is read without the newline at its end",
        arguments: [
            ("abc", "abc"), ("abc\n", "abc"), ("abc\r\n", "abc"), ("abc\n\n", "abc\n"),
            (" abc ", " abc "), ("a\0b", "a\0b"),
        ])
    func readsFile(_ content: String, _ secret: String) throws {
        try withFile(content) { path in
            let resolved = try SecretReference("file:\(path)").resolve().reveal()
            #expect(resolved == Array(secret.utf8))
        }
    }

    @Test("Empty, too large and missing files are named, without what they hold")
    func refusesFiles() throws {
        for content in ["", "\n"] {
            try withFile(content) { path in
                let reference = try SecretReference("file:\(path)")
                #expect(throws: SecretReferenceError.empty(reference)) { try reference.resolve() }
            }
        }
        let largest = String(repeating: "x", count: SecretReference.sizeLimit)
        try withFile(largest) { path in
            let resolved = try SecretReference("file:\(path)").resolve().reveal()
            #expect(resolved.count == largest.count)
        }
        try withFile(largest + "x") { path in
            #expect(throws: SecretReferenceError.fileTooLarge(path: path)) {
                try SecretReference("file:\(path)").resolve()
            }
        }
        let missing = "/nowhere/secret"
        let error = #expect(throws: SecretReferenceError.self) {
            try SecretReference("file:\(missing)").resolve()
        }
        #expect(
            error?.description.contains("file:/nowhere/secret: cannot be read (No such file")
                == true)
    }

    private func withFile(_ content: String, _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "trueup-secret-\(UUID().uuidString)")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }
}
