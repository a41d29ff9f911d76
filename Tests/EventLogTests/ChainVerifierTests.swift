import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

@Suite struct ChainVerifierTests {
    /// Two sources: one untouched, one of three events, the second a conflict.
    private func withLog(_ body: (Connection, _ source: Int32) throws -> Void) throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect()
            let other = try connection.register("untouched")
            let source = try connection.register("touched")
            let time = Timestamp(microseconds: 1_700_000_000_000_000)
            _ = try connection.append([
                .webhook(other, id: "a", body: "1"),
                .webhook(source, id: "a", body: "1", createdAt: time, attempt: 1),
                .webhook(source, id: "a", body: "ü", attempt: 2),
                .undecodable(source, body: "{"),
            ])
            try body(connection, source)
        }
    }

    @Test func findsAnIntactLogIntact() throws {
        try withLog { connection, _ in
            let found = try ChainVerifier(connection: connection).verify()
            #expect(found.map(\.failure) == [nil, nil])
            #expect(found.map(\.source.name) == ["untouched", "touched"])
            #expect(found.map(\.intactEvents) == [1, 3])
            #expect(found.map { $0.head?.position } == [1, 3])
        }
    }

    @Test func followsEpochs() throws {
        try withLog { connection, source in
            #expect(try connection.int64("SELECT log.start_epoch(\(source))::bigint") == 2)
            _ = try connection.append([.webhook(source, id: "later", body: "1")])
            #expect(try ChainVerifier(connection: connection).failures() == [])
            try connection.withoutGuards(
                "UPDATE log.epoch SET first_position = 3 WHERE epoch = 2")
            #expect(try ChainVerifier(connection: connection).failures().map(\.position) == [3])
        }
    }

    /// Every column of an event is covered, the body by its digest.
    @Test(arguments: [
        "body = '2'", "kind = 'fetch'", "event_id = 'b'", "event_key = gen_random_uuid()",
        "repeats = NULL", "type = 'x'", "subject = NULL", "subject = 'x'", "created_at = now()",
        "received_at = received_at + interval '1 microsecond'", "attempt = 9", "attempt = NULL",
        "proof = 'x'", "content_digest = sha256('x')", "digest = sha256('x')",
        "chain = sha256('x')", "body = '2', digest = sha256('2')",
        "type = NULL, decode_error = 'x'",
    ])
    func findsAChange(_ assignment: String) throws {
        try withLog { connection, source in
            try connection.withoutGuards(
                "UPDATE log.event SET \(assignment) WHERE source_id = \(source) AND position = 2")
            let failure = try #require(try ChainVerifier(connection: connection).failures().first)
            #expect(failure.source == "touched")
            #expect(failure.position == 2)
            #expect(failure.description.hasPrefix("source touched, position 2: "))
        }
    }

    @Test(arguments: [
        ("DELETE FROM log.event WHERE source_id = 2 AND position = 2", Int64(2)),
        ("DELETE FROM log.event WHERE source_id = 2 AND position = 1", 1),
        ("DELETE FROM log.event WHERE source_id = 2 AND position = 3", 3),
        ("DELETE FROM log.event WHERE source_id = 2", 1),
        ("UPDATE log.head SET position = 2 WHERE source_id = 2", 3),
        ("UPDATE log.head SET chain = sha256('x') WHERE source_id = 2", 3),
        ("UPDATE log.head SET received_at = now() + interval '1h' WHERE source_id = 2", 3),
        ("UPDATE log.head SET epoch = 2 WHERE source_id = 2", 3),
        ("DELETE FROM log.head WHERE source_id = 2", 3),
        ("UPDATE log.source SET name = 'touched-2' WHERE source_id = 2", 1),
        ("UPDATE log.event SET received_at = '2000-01-01' WHERE source_id = 2 AND position = 2", 2),
    ])
    func findsMissingAndMovedRows(_ statement: String, _ position: Int64) throws {
        try withLog { connection, _ in
            try connection.withoutGuards(statement)
            let found = try ChainVerifier(connection: connection).verify()
            #expect(found.map { $0.failure?.position } == [nil, position])
        }
    }
}
