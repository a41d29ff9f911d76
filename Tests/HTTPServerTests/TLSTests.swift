import Foundation
import HTTPServer
import Runtime
import Testing

@Suite("TLS")
struct TLSTests {
    /// A directory of its own with a certificate for 127.0.0.1, removed when dropped.
    final class Certificate {
        let directory: URL
        var files: TLSFiles {
            TLSFiles(
                certificatePath: directory.appending(path: "certificate.pem").path,
                keyPath: directory.appending(path: "key.pem").path)
        }

        init() throws {
            directory = FileManager.default.temporaryDirectory.appending(
                path: "trueup-tls-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            let status = try TLSTests.run(
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", files.keyPath,
                "-out", files.certificatePath
            ).status
            try #require(status == 0)
        }

        deinit { try? FileManager.default.removeItem(at: directory) }
    }

    /// Runs a program of the system with nothing on its standard input.
    static func run(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    @Test("Requests are answered within TLS, at once and later, and not outside of it")
    func serves() throws {
        let certificate = try Certificate()
        let test = try TestServer(tls: certificate.files)
        defer { test.stop() }
        let address = "https://127.0.0.1:\(test.port)"
        let body = String(repeating: "x", count: 100_000)
        let file = certificate.directory.appending(path: "body").path
        try Data(body.utf8).write(to: URL(filePath: file))
        let answers = try Self.run(
            "curl", "-s", "--cacert", certificate.files.certificatePath, "--max-time", "10",
            "--data-binary", "@\(file)", "\(address)/echo", "\(address)/deferred", "\(address)/echo"
        )
        #expect(answers.status == 0)
        #expect(
            answers.output
                == "POST /echo - 100000POST /deferred - 100000POST /echo - 100000")
        let plain = try test.client()
        plain.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(!plain.readToEnd().contains("HTTP/1.1"))
        try eventually("all is closed") { test.metric("trueup_http_open_connections") == 0 }
    }

    @Test("TLS before 1.2 is refused")
    func refusesOldVersions() throws {
        let certificate = try Certificate()
        let test = try TestServer(tls: certificate.files)
        defer { test.stop() }
        let answer = try Self.run(
            "curl", "-s", "-k", "--tls-max", "1.1", "--max-time", "10",
            "https://127.0.0.1:\(test.port)/echo")
        #expect(answer.status != 0)
    }

    @Test("Files that are missing or no certificate are named")
    func namesUnusableFiles() throws {
        let certificate = try Certificate()
        let missing = TLSFiles(certificatePath: "/nowhere", keyPath: certificate.files.keyPath)
        #expect(throws: ListenError.self) { try TestServer(tls: missing) }
        let swapped = TLSFiles(
            certificatePath: certificate.files.keyPath,
            keyPath: certificate.files.certificatePath)
        #expect(
            throws: ListenError.certificateUnusable(
                certificate: swapped.certificatePath, key: swapped.keyPath)
        ) { try TestServer(tls: swapped) }
    }
}
