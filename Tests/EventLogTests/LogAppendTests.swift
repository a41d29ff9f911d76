import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

@Suite struct LogAppendTests {
    /// One call after the other on one source; each item is (id, body).
    private static let cases = [
        Case(
            "new events get dense positions", [[("a", "1"), ("b", "2")], [("c", "3")]],
            [[.appended(position: 1), .appended(position: 2)], [.appended(position: 3)]]),
        Case(
            "an equal repeat is a duplicate", [[("a", "1")], [("a", "1")]],
            [[.appended(position: 1)], [.duplicate(position: 1)]]),
        Case(
            "an equal repeat in the same batch is a duplicate",
            [[("a", "1"), ("b", "1"), ("a", "1")]],
            [[.appended(position: 1), .appended(position: 2), .duplicate(position: 1)]]),
        Case(
            "the same id with other content is a conflict", [[("a", "1")], [("a", "2")]],
            [[.appended(position: 1)], [.conflict(position: 2)]]),
        Case(
            "a conflict inside one batch", [[("a", "1"), ("b", "x"), ("a", "2"), ("c", "y")]],
            [
                [
                    .appended(position: 1), .appended(position: 2), .conflict(position: 3),
                    .appended(position: 4),
                ]
            ]),
        Case(
            "a repeated conflict is a duplicate of the conflict",
            [[("a", "1")], [("a", "2"), ("a", "2")], [("a", "2"), ("a", "3"), ("a", "1")]],
            [
                [.appended(position: 1)], [.conflict(position: 2), .duplicate(position: 2)],
                [.duplicate(position: 2), .conflict(position: 3), .duplicate(position: 1)],
            ]),
        Case(
            "equal bodies without ids are one event", [[(nil, "1"), (nil, "1")], [(nil, "1")]],
            [
                [.appended(position: 1), .duplicate(position: 1)], [.duplicate(position: 1)],
            ]),
        Case(
            "other bodies without ids are other events", [[(nil, "1"), (nil, "2")]],
            [[.appended(position: 1), .appended(position: 2)]]),
    ]

    @Test func statuses() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            for (number, example) in Self.cases.enumerated() {
                let source = try connection.register("source-\(number)")
                for (batch, expected) in zip(example.batches, example.outcomes) {
                    let outcomes = try connection.append(
                        batch.map { .webhook(source, id: $0.0, body: $0.1) })
                    #expect(outcomes == expected, "\(example.name)")
                }
            }
            #expect(try ChainVerifier(connection).failures() == [])
        }
    }

    private struct Case {
        let name: String
        let batches: [[(String?, String)]]
        let outcomes: [[AppendOutcome]]

        init(_ name: String, _ batches: [[(String?, String)]], _ outcomes: [[AppendOutcome]]) {
            self.name = name
            self.batches = batches
            self.outcomes = outcomes
        }
    }

    @Test func storesWhatWasDelivered() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            let createdAt = Timestamp(microseconds: 1_700_000_000_123_456)
            _ = try connection.append([
                .webhook(
                    source, id: "é", body: "{\"a\":1}", createdAt: createdAt, content: "a",
                    attempt: 3),
                .undecodable(source, body: "\u{0}{"),
            ])
            let events = try LogReader(connection).events(of: source, after: 0, limit: 10)
            #expect(events.count == 2)
            let first = try #require(events.first)
            #expect(first.eventID == "é")
            #expect(first.createdAt == createdAt)
            #expect(first.attempt == 3)
            #expect(first.type == "card.updated")
            #expect(first.subject == "card_1")
            #expect(first.body == Array("{\"a\":1}".utf8))
            let second = try #require(events.last)
            #expect(second.type == nil)
            #expect(second.decodeError == "not JSON")
            #expect(second.eventID.hasPrefix("derived:"))
            let digests = try connection.queryOnce(
                """
                SELECT content_digest = sha256(salt || 'a'), digest = sha256(salt || '{"a":1}'), kind
                FROM log.event WHERE position = 1
                """
            ).onlyRow()
            #expect(try digests.bool(0))
            #expect(try digests.bool(1))
            #expect(try digests.text(2) == "webhook")
        }
    }

    /// What a retry keeps decides; the rest of the body may differ.
    @Test func comparesContentAndNotBodies() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            let early = Timestamp(microseconds: 0)
            let late = Timestamp(microseconds: 1)
            let outcomes = try [
                ("retries 0", early), ("retries 1", early), ("retries 2", late),
            ].flatMap { body, time in
                try connection.append([
                    .webhook(source, id: "a", body: body, createdAt: time, content: "same")
                ])
            }
            #expect(
                outcomes == [
                    .appended(position: 1), .duplicate(position: 1), .duplicate(position: 1),
                ])
            let differing = try connection.int64(
                "SELECT created_at_differs FROM log.redelivery_count")
            #expect(differing == 1)
        }
    }

    @Test func keepsTenRedeliveriesAndCountsAll() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            for attempt in 0..<8 {
                _ = try connection.append(
                    (0..<2).map {
                        .webhook(source, id: "a", body: "1", attempt: Int32(attempt * 2 + $0))
                    })
            }
            #expect(try connection.int64("SELECT count(*) FROM log.redelivery") == 10)
            #expect(try connection.int64("SELECT count FROM log.redelivery_count") == 15)
            let attempts = try connection.queryOnce(
                "SELECT array_agg(attempt ORDER BY ordinal) FROM log.redelivery"
            ).onlyRow().array(0, of: Int32.self)
            #expect(attempts == Array(1...10))
        }
    }

    @Test func timelessDerivedEventsRecurAfterTheRetryWindow() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("nymcard")
            let owner = try database.connect()
            func deliver(_ time: Timestamp? = nil) throws -> AppendOutcome? {
                try connection.append([.webhook(source, id: nil, body: "x", createdAt: time)]).first
            }
            func letPass(hours: Int) throws {
                try owner.execute(
                    """
                    UPDATE log.recurrence
                    SET last_received_at = last_received_at - interval '\(hours) hours'
                    """)
            }
            #expect(try deliver() == .appended(position: 1))
            try letPass(hours: 23)
            #expect(try deliver() == .duplicate(position: 1))
            // The window counts from the last receipt, not from the first.
            try letPass(hours: 23)
            #expect(try deliver() == .duplicate(position: 1))
            try letPass(hours: 25)
            #expect(try deliver() == .appended(position: 2))
            #expect(try deliver() == .duplicate(position: 2))
            try letPass(hours: 25)
            #expect(try deliver() == .appended(position: 3))
            let ids = try LogReader(connection).events(of: source, after: 0, limit: 9)
                .map { $0.eventID.suffix(2) }
            #expect(ids[1] == "#2")
            #expect(ids[2] == "#3")
            #expect(!ids[0].hasPrefix("#"))
        }
    }

    @Test func derivedEventsWithATimeNeverRecur() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("nymcard")
            let delivery = Delivery.webhook(
                source, id: nil, body: "x", createdAt: Timestamp(microseconds: 5),
                retryWindowSeconds: 0)
            #expect(try connection.append([delivery]) == [.appended(position: 1)])
            #expect(try connection.append([delivery]) == [.duplicate(position: 1)])
            #expect(try connection.int64("SELECT count(*) FROM log.recurrence") == 0)
        }
    }

    @Test func aRolledBackBatchLeavesNoHole() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            _ = try connection.append([.webhook(source, id: "a", body: "1")])
            #expect(throws: PostgresError.self) {
                try connection.append([
                    .webhook(source, id: "b", body: "2"),
                    .webhook(source, id: String(repeating: "x", count: 513), body: "3"),
                ])
            }
            #expect(
                try connection.append([.webhook(source, id: "c", body: "4")])
                    == [.appended(position: 2)])
            #expect(try ChainVerifier(connection).failures() == [])
        }
    }

    @Test func receiptsNeverGoBack() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            let owner = try database.connect()
            try owner.execute("UPDATE log.head SET received_at = clock_timestamp() + interval '1h'")
            let pending = PendingDelivery(
                delivery: .webhook(source, id: "a", body: "1"), octets: 1, completion: { _ in })
            let result = try AppendTransaction(connection: connection).append([pending])
            #expect(result.clampedMicroseconds > 3_500_000_000)
            let isHead = try connection.queryOnce(
                "SELECT e.received_at = h.received_at FROM log.event e JOIN log.head h USING (source_id)"
            )
            #expect(try isHead.onlyRow().bool(0))
        }
    }

    /// Plans that are made while the table has no statistics must not scan it for each item.
    @Test func lookUpsStayCheapWhileTheLogIsYoung() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            for batch in 0..<20 {
                _ = try connection.append(
                    (0..<50).map { .webhook(source, id: "\(batch)-\($0)", body: "1") })
            }
            _ = try connection.queryOnce("SELECT pg_stat_force_next_flush()")
            let read = try connection.int64(
                """
                SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes
                WHERE schemaname = 'log' AND relname = 'event'
                """)
            #expect(read < 1_000)
        }
    }

    @Test(arguments: [
        ("BEGIN ISOLATION LEVEL REPEATABLE READ", Int32(1), "TL001"),
        ("BEGIN ISOLATION LEVEL SERIALIZABLE", 1, "TL001"),
        ("BEGIN", 99, "TL002"),
    ])
    func refusesMisuse(_ begin: String, source: Int32, state: String) throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            _ = try connection.register("uphold")
            try connection.execute(begin)
            let error = #expect(throws: PostgresError.self) {
                try connection.execute(
                    """
                    SELECT * FROM log.append(\(source), ARRAY['a'], ARRAY['t'], ARRAY[NULL],
                        ARRAY[NULL], ARRAY[NULL]::timestamptz[], ARRAY[NULL]::int[], ARRAY[NULL],
                        ARRAY[NULL]::bytea[], ARRAY['b']::bytea[], 0)
                    """)
            }
            #expect(error?.sqlState.rawValue == state)
        }
    }

    @Test func refusesArraysOfDifferentLength() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            let error = #expect(throws: PostgresError.self) {
                try connection.execute(
                    """
                    SELECT * FROM log.append(\(source), ARRAY['a', 'b'], ARRAY['t'], ARRAY[NULL],
                        ARRAY[NULL], ARRAY[NULL]::timestamptz[], ARRAY[NULL]::int[], ARRAY[NULL],
                        ARRAY[NULL]::bytea[], ARRAY['b']::bytea[], 0)
                    """)
            }
            #expect(error?.sqlState == .invalidEvent)
        }
    }

    @Test func aSourceKeepsItsProviderAndEnvironment() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let first = try connection.register("a")
            let second = try connection.register("b")
            #expect(try connection.register("a") == first)
            #expect(first != second)
            let error = #expect(throws: PostgresError.self) {
                try connection.registerSource(name: "a", provider: "nymcard", environment: "test")
            }
            #expect(error?.sqlState == .sourceChanged)
        }
    }
}
