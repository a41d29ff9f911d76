import Cryptography
import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// The format as `sql/README.md` writes it down, checked by a program that knows nothing else.
@Suite struct LogFormatTests {
    /// A source of every kind of event, with a conflict, a repeat, and a second epoch.
    private func fill(_ database: TestDatabase) throws -> Connection {
        let connection = try database.connect()
        let source = try connection.register("kards")
        let time = Timestamp(microseconds: 1_700_000_000_123_456)
        _ = try connection.append([
            .webhook(source, id: "é", body: "1", createdAt: time, content: "c", attempt: 1),
            .webhook(source, id: "é", body: "ü", createdAt: Timestamp(microseconds: -1)),
            .undecodable(source, body: "\u{0}{"), .undecodable(source, body: "\u{0}{"),
            .webhook(source, id: nil, body: ""),
        ])
        _ = try connection.queryOnce("SELECT log.start_epoch(\(source))")
        for event in [
            SingleEventTests.fetch, SingleEventTests.statement, SingleEventTests.decision,
        ]
            as [any SingleEvent]
        {
            _ = try connection.append(event, to: "kards")
        }
        _ = try connection.append([.webhook(try connection.register("other"), id: "a", body: "b")])
        return connection
    }

    @Test func anotherProgramFindsAnIntactLogIntact() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try fill(database)
            let answer = try Self.verify(try Self.export(connection))
            #expect(answer.exitCode == 0, "\(answer.output)")
            let heads = try connection.queryText(
                """
                SELECT name || ': ' || position || ' events, chain ' || encode(chain, 'hex')
                FROM log.head JOIN log.source USING (source_id) ORDER BY source_id
                """
            ).rows.compactMap { $0[0] }
            #expect(heads.count == 2 && heads[0].hasPrefix("kards: 7 events"))
            #expect(answer.output == heads.map { $0 + "\n" }.joined())
        }
    }

    /// One change of one event, in every column that an export holds; each in a source of its own.
    @Test func anotherProgramFindsEveryChange() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect()
            for (number, assignment) in Self.changes.enumerated() {
                let source = try connection.register("changed-\(number)")
                _ = try connection.append([
                    .webhook(source, id: "a", body: "1", attempt: 1),
                    .webhook(source, id: "a", body: "2", content: "c", attempt: 1),
                ])
                try connection.withoutGuards(
                    """
                    UPDATE log.event SET \(assignment) WHERE source_id = \(source) AND position = 2
                    """)
            }
            let lines = try Self.export(connection)
            for (number, assignment) in Self.changes.enumerated() {
                let name = "changed-\(number)"
                let own = lines.filter { $0.contains("\"source\":\"\(name)\"") }
                #expect(own.count == 2)
                let answer = try Self.verify(own)
                #expect(answer.exitCode == 1, "\(assignment)")
                #expect(
                    answer.output.hasPrefix("source \(name), position 2: "),
                    "\(assignment): \(answer.output)")
            }
        }
    }

    private static let changes = [
        "body = set_byte(body, 0, get_byte(body, 0) # 1)", "body = body || '\\x00'",
        "salt = set_byte(salt, 15, get_byte(salt, 15) # 1)",
        "digest = set_byte(digest, 31, get_byte(digest, 31) # 1)",
        "content_digest = set_byte(content_digest, 0, get_byte(content_digest, 0) # 1)",
        "chain = set_byte(chain, 9, get_byte(chain, 9) # 1)", "event_key = gen_random_uuid()",
        "event_id = event_id || 'x'", "kind = 'fetch'", "repeats = NULL", "type = type || 'x'",
        "subject = NULL", "created_at = now()", "attempt = 0", "proof = proof || 'x'",
        "received_at = received_at + interval '1 microsecond'",
    ]

    /// What only the owner of the secret can make: the ids and keys of the format's table.
    @Test func idsAndKeysFromContentAreMadeUnderTheSecret() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try fill(database)
            let secret = try connection.queryOnce(
                "SELECT secret FROM log.secret WHERE source_id = 1"
            ).onlyRow().bytes(0)
            func code(_ kind: String, _ id: String, _ content: String) -> [UInt8] {
                let message = "\(kind)\0\(id)\0\(content)"
                return HMACKey(.sha256, key: secret).code(of: [Array(message.utf8)[...]])
            }
            let events = try LogReader(connection).events(of: 1, after: 0, limit: 9)
            let derived = [
                (3, "webhook", "\u{0}{"), (4, "webhook", ""), (6, "statement", "id,amount\n"),
            ]
            for (position, kind, content) in derived {
                #expect(
                    events[position - 1].eventID
                        == "derived:" + Hexadecimal.encode(code(kind, "", content)))
            }
            let key = try connection.queryOnce(
                "SELECT event_key FROM log.event WHERE source_id = 1 AND position = 2"
            ).onlyRow().uuid(0)
            #expect(key == UUIDBytes(Array(code("webhook", "é", "ü").prefix(16))))
        }
    }

    private static func export(_ connection: Connection) throws -> [String] {
        try connection.queryText(exportQuery()).rows.compactMap { $0[0] }
    }

    private static func verify(_ lines: [String]) throws -> (exitCode: Int32, output: String) {
        let directory = try TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let export = URL(filePath: directory).appending(path: "log.jsonl")
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: export)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", folder.appending(path: "Fixtures/verify_log.py").path,
            export.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    /// The one that `sql/README.md` gives.
    private static func exportQuery() throws -> String {
        let package = folder.deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: package.appending(path: "sql/README.md"), encoding: .utf8)
        let begin = try #require(text.range(of: "SELECT row_to_json("))
        let end = try #require(text[begin.lowerBound...].range(of: ";\n```"))
        return String(text[begin.lowerBound..<end.lowerBound])
    }

    private static var folder: URL { URL(filePath: #filePath).deletingLastPathComponent() }
}
