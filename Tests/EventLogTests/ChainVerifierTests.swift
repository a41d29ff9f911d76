import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

@Suite struct ChainVerifierTests {
    /// A source with three events: one of every kind that differs in its columns.
    private func fill(_ name: String, _ connection: Connection) throws -> Int32 {
        let source = try connection.register(name)
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        _ = try connection.append([
            .webhook(source, id: "a", body: "1", createdAt: time, attempt: 1),
            .webhook(source, id: "a", body: "ü", attempt: 2),
            .undecodable(source, body: "{"),
        ])
        return source
    }

    @Test func findsAnIntactLogIntact() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect()
            _ = try fill("first", connection)
            _ = try connection.register("empty")
            let found = try ChainVerifier(connection).verify()
            #expect(found.map(\.failure) == [nil, nil])
            #expect(found.map(\.source.name) == ["first", "empty"])
            #expect(found.map(\.intactEvents) == [3, 0])
            #expect(found.map { $0.head?.position } == [3, 0])
        }
    }

    @Test func followsEpochs() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect()
            let source = try fill("first", connection)
            #expect(try connection.int64("SELECT log.start_epoch(\(source))::bigint") == 2)
            _ = try connection.append([.webhook(source, id: "later", body: "1")])
            #expect(try ChainVerifier(connection).failures() == [])
            try connection.withoutGuards("UPDATE log.epoch SET first_position = 3 WHERE epoch = 2")
            #expect(try ChainVerifier(connection).failures().map(\.position) == [3])
        }
    }

    /// Each change is made to a source of its own; every one is found, with source and position.
    @Test func findsEveryChange() throws {
        let second = "WHERE source_id = $ AND position = 2"
        let changes = Self.assignments.map { ("UPDATE log.event SET \($0) \(second)", Int64(2)) }
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect()
            let all = changes + Self.removals
            for (number, (statement, _)) in all.enumerated() {
                let source = try fill("source-\(number)", connection)
                try connection.withoutGuards(
                    statement.split(separator: "$", omittingEmptySubsequences: false)
                        .joined(separator: "\(source)"))
            }
            _ = try fill("untouched", connection)
            let found = try ChainVerifier(connection).verify()
            #expect(found.count == all.count + 1)
            #expect(found.last?.failure == nil)
            for (verification, (statement, position)) in zip(found, all) {
                #expect(verification.failure?.position == position, "\(statement)")
                let place = "source \(verification.source.name), position \(position): "
                #expect(verification.failure?.description.hasPrefix(place) == true)
            }
        }
    }

    /// Every column of an event is covered, the body by its digest.
    private static let assignments = [
        "body = '2'", "kind = 'fetch'", "event_id = 'b'", "event_key = gen_random_uuid()",
        "repeats = NULL", "type = 'x'", "subject = NULL", "subject = 'x'", "created_at = now()",
        "received_at = received_at + interval '1 microsecond'", "attempt = 9", "attempt = NULL",
        "salt = uuid_send(gen_random_uuid())", "received_at = '2000-01-01'", "proof = 'x'",
        "proof = NULL",
        "content_digest = sha256('x')", "digest = sha256('x')", "chain = sha256('x')",
        "body = '2', digest = sha256(salt || '2')", "type = NULL, decode_error = 'x'",
    ]

    private static let removals: [(statement: String, position: Int64)] = [
        ("DELETE FROM log.event WHERE source_id = $ AND position = 2", 2),
        ("DELETE FROM log.event WHERE source_id = $ AND position = 1", 1),
        ("DELETE FROM log.event WHERE source_id = $ AND position = 3", 3),
        ("DELETE FROM log.event WHERE source_id = $", 1),
        ("UPDATE log.head SET position = 2 WHERE source_id = $", 3),
        ("UPDATE log.head SET chain = sha256('x') WHERE source_id = $", 3),
        ("UPDATE log.head SET received_at = now() + interval '1h' WHERE source_id = $", 3),
        ("UPDATE log.head SET epoch = 2 WHERE source_id = $", 3),
        ("DELETE FROM log.head WHERE source_id = $", 3),
        ("DELETE FROM log.epoch WHERE source_id = $", 1),
    ]
}
