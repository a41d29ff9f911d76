import Configuration
import Events
import Postgres
import Projection
import Providers
import Reconciliation
import Runtime
import Synchronization
import TestSupport
import Testing

/// The projector against a real PostgreSQL: owners, refusals, deadlines, sudden ends.
@Suite struct ProjectorTests {
    static let history = GeneratedHistory.bodies(.agentcard, count: 400, seed: 21)

    @Test func aStolenLeaseMakesTheNextCommitFailAndHarmsNothing() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.history, to: source)
            let first = try fixture.projector(
                fixture.generation(of: source), of: source, batchEvents: 50)
            #expect(try first.foldBatch() == 50)
            let thief = try fixture.database.connect(role: "trueup_service")
            let store = GenerationStore(connection: thief)
            #expect(try store.acquire(first.generation, owner: "other", seconds: 60) == nil)
            let stolen = try #require(
                try store.acquire(first.generation, owner: "other", seconds: 60, isForced: true))
            #expect(throws: ProjectionError.leaseLost(source: "agentcard", generation: "g1")) {
                try first.foldBatch()
            }
            try fixture.projector(stolen, of: source, on: thief).foldAll()
            let dump = try TableDump(fixture, source: source.sourceID, generation: 1)
            try fixture.project(source, generation: 2)
            let undisturbed = try TableDump(fixture, source: source.sourceID, generation: 2)
            #expect(dump.differences(from: undisturbed) == [])
        }
    }

    /// Two containers may well call themselves the same.
    @Test func anOwnerOfTheSameNameIsFencedToo() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.history, to: source)
            let first = try fixture.projector(fixture.generation(of: source), of: source)
            let store = GenerationStore(connection: fixture.service)
            let again = try #require(
                try store.acquire(first.generation, owner: "test", seconds: 60))
            #expect(again.epoch == first.generation.epoch + 1)
            #expect(throws: ProjectionError.self) { try first.foldBatch() }
        }
    }

    @Test func twoServicesMakeTheFirstGenerationTogether() throws {
        try ProjectionFixture.with { fixture in
            let sources = try [
                fixture.source(.agentcard), fixture.source(.nymcard), fixture.source(.uphold),
            ]
            for source in sources {
                try fixture.append(
                    GeneratedHistory.bodies(source.configuration.provider, count: 200, seed: 2),
                    to: source)
            }
            let services = try ["one", "two"].map { owner in
                try ProjectionService(
                    settings: fixture.database.settings(role: "trueup_service"),
                    sources: sources.map(\.projected), owner: owner, workerCount: 3,
                    logger: .silent, metrics: MetricsRegistry())
            }
            for service in services { try service.start() }
            defer { for service in services { service.stop() } }
            try eventually("both services have folded everything") {
                try fixture.int64("SELECT sum(lag_events)::int8 FROM trueup.projections") == 0
            }
            #expect(try fixture.int64("SELECT count(*) FROM projection.generation") == 3)
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }

    @Test func aRefusedValueIsFoundAndPutIntoQuarantine() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            var bodies = Self.history
            for (place, id) in [(123, "evt_x"), (300, "evt_y")] {
                bodies.insert(
                    Array(
                        """
                        {"id":"\(id)","type":"transaction.authorized","created":1767225600,\
                        "livemode":true,"data":{"id":"txn_\(id)","card_id":"card_1",\
                        "amount_cents":5,"currency":"USD","merchant":"Refused"}}
                        """.utf8), at: place)
            }
            try fixture.append(bodies, to: source)
            // Stands for whatever a database may refuse that no bound of ours does.
            try fixture.superuser.execute(
                """
                ALTER TABLE projection.transaction
                ADD CONSTRAINT unwanted CHECK (merchant IS DISTINCT FROM 'Refused')
                """)
            try fixture.project(source)
            let rows = try fixture.lines(
                """
                SELECT position, reason LIKE '%refuses a value%unwanted%'
                FROM projection.quarantine WHERE position IN (124, 301) ORDER BY 1
                """)
            #expect(rows == ["124|t", "301|t"])
            #expect(
                try fixture.lines(
                    """
                    SELECT occurrences FROM projection.finding
                    WHERE rule = 'undecodable' AND discriminator LIKE '%unwanted%'
                    """) == ["2"])
            #expect(try fixture.int64("SELECT checkpoint FROM projection.generation") == 402)
            #expect(try InvariantChecks.run(on: fixture.service) == [])
            try fixture.project(source, generation: 2, batchEvents: 3)
            let whole = try TableDump(fixture, source: source.sourceID, generation: 1)
            let small = try TableDump(fixture, source: source.sourceID, generation: 2)
            #expect(small.differences(from: whole) == [])
        }
    }

    /// That has nothing to do with any event, and must not empty the log into quarantine.
    @Test func aMissingPartitionRefusesNoEvent() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.history, to: source)
            let projector = try fixture.projector(fixture.generation(of: source), of: source)
            try fixture.superuser.execute("DROP TABLE projection.finding_g1")
            #expect(throws: PostgresError.self) { try projector.foldBatch() }
            #expect(try fixture.int64("SELECT count(*) FROM projection.quarantine") == 0)
        }
    }

    @Test func aDeadlineFiresAtItsOwnTimeAndIsCleared() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(
                .uphold, "uphold", #", "thresholds": {"transaction-unresolved": 60}"#)
            func updated(_ id: String, _ transaction: String) -> String {
                """
                {"id":"\(id)","type":"card:updated","createdAt":"2026-01-01T00:00:00.000Z",\
                "retries":0,"userId":"u","payload":{"id":"card-1","context":{"transaction":\
                {"id":"\(transaction)"}}}}
                """
            }
            try fixture.append(
                [updated("e1", "t1"), updated("e2", "t2"), updated("e3", "t3")], to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 40)
            try fixture.project(source)
            // Due at 01:01:40, between the second event and the third.
            #expect(
                try fixture.lines(
                    """
                    SELECT f.subject_id, f.detected_at AT TIME ZONE 'UTC', h.position IS NULL
                    FROM projection.finding f JOIN projection.finding_history h USING (finding_id)
                    WHERE rule = 'transaction-unresolved'
                    """) == ["t1|2026-01-01 01:01:40|t"])
            #expect(
                try fixture.lines("SELECT subject_id FROM projection.deadline ORDER BY 1")
                    == ["t2", "t3"])
            let store = GenerationStore(connection: fixture.service)
            let active = try #require(try store.active(source: source.sourceID))
            let owned = try #require(try store.acquire(active, owner: "test", seconds: 60))
            let preview = try fixture.projector(owned, of: source)
            let until = try #require(Timestamp("2026-01-01T01:02:20Z"))
            #expect(try preview.previewSweep(at: until).map(\.key.subject.id) == ["t2"])
            let projector = try fixture.projector(owned, of: source)
            #expect(try projector.hasDeadlineDue())
            try projector.sweep()
            #expect(try !projector.hasDeadlineDue())
            #expect(try fixture.int64("SELECT count(*) FROM projection.deadline") == 0)
            #expect(
                try fixture.lines(
                    "SELECT subject_id, detected_at AT TIME ZONE 'UTC' FROM trueup.findings ORDER BY 1"
                )
                    == [
                        "t1|2026-01-01 01:01:40", "t2|2026-01-01 01:02:20",
                        "t3|2026-01-01 01:03:00",
                    ])
            #expect(
                try fixture.int64(
                    """
                    SELECT count(*) FROM projection.generation
                    WHERE judged_until > clock_timestamp() - interval '1 minute'
                    """) == 1)
        }
    }

    /// Money of which no event names the holder rests on `@unassigned` until one does.
    @Test func aHouseAccountWithoutEntriesKeepsNoRow() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.nymcard)
            let time = #""created":"2026-01-01T00:00:00.000Z""#
            let money = #""transaction_amount":5,"transaction_currency":"USD""#
            let common = #""event":"TRANSACTION","id":"t1","transaction_type":"PURCHASE""#
            try fixture.append(
                [
                    "{\(common),\"message_type\":\"AUTHORIZATION\",\(money),\(time)}",
                    """
                    {\(common),"message_type":"CLEARING","card_id":"c","account_id":"a",\
                    \(money),\(time)}
                    """,
                ], to: source)
            let projector = try fixture.projector(
                fixture.generation(of: source), of: source, batchEvents: 1)
            let query = "SELECT account_id, entry_count FROM trueup.accounts ORDER BY 1"
            _ = try projector.foldBatch()
            #expect(try fixture.lines(query) == ["@network|1", "@unassigned|1"])
            try projector.foldAll()
            #expect(try fixture.lines(query).map { $0.prefix(2) } == ["@n", "a|"])
        }
    }

    @Test func aConnectionKilledWithinABatchLosesNothing() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.history, to: source)
            let connection = try fixture.database.connect(role: "trueup_service")
            let generation = try fixture.generation(of: source)
            let projector = try fixture.projector(
                generation, of: source, batchEvents: 100, on: connection)
            #expect(try projector.foldBatch() == 100)
            // The batch has written everything else when it comes to the findings.
            try fixture.superuser.execute("BEGIN; LOCK TABLE projection.finding")
            let database = fixture.database
            let killed = Atomic<Int>(0)
            let killer = try Worker("killer") {
                guard let observer = try? database.connect() else { return }
                // The lock shows that the batch has come that far.
                try? eventually("the batch waits") {
                    let rows = try observer.queryOnce(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE usename = 'trueup_service' AND wait_event_type = 'Lock'
                          AND datname = current_database()
                        """)
                    killed.add(rows.count, ordering: .relaxed)
                    return rows.count > 0
                }
            }
            let error = try #require(
                throws: PostgresError.self, performing: { try projector.foldBatch() })
            killer.join()
            try fixture.superuser.execute("ROLLBACK")
            #expect(error.isConnectionLost && killed.load(ordering: .relaxed) == 1)
            let store = GenerationStore(connection: fixture.service)
            let stored = try #require(try store.active(source: source.sourceID))
            #expect(stored.checkpoint == 100)
            let owned = try #require(try store.acquire(stored, owner: "test", seconds: 60))
            try fixture.projector(owned, of: source).foldAll()
            let dump = try TableDump(fixture, source: source.sourceID, generation: 1)
            try fixture.project(source, generation: 2)
            let undisturbed = try TableDump(fixture, source: source.sourceID, generation: 2)
            #expect(dump.differences(from: undisturbed) == [])
        }
    }

    @Test func oneSourceInTroubleDoesNotStopTheOthers() throws {
        try ProjectionFixture.with { fixture in
            let broken = try fixture.source(.agentcard)
            let sound = try fixture.source(.nymcard)
            try fixture.append(Self.history, to: broken)
            try fixture.append(
                GeneratedHistory.bodies(.nymcard, count: 200, seed: 2), to: sound)
            _ = try fixture.generation(of: broken)
            try fixture.superuser.execute(
                "UPDATE projection.generation SET settings = '{}', lease_until = NULL")
            let service = try ProjectionService(
                settings: fixture.database.settings(role: "trueup_service"),
                sources: [broken.projected, sound.projected], owner: "one", workerCount: 1,
                logger: .silent, metrics: MetricsRegistry())
            try service.start()
            defer { service.stop() }
            try eventually("the sound source is folded") {
                try fixture.int64(
                    "SELECT lag_events FROM trueup.projections WHERE source = 'nymcard'") == 0
            }
        }
    }
}
