import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// What becomes of a batch that is under way while the next one is folded.
@Suite struct BackgroundWriterTests {
    private static let history = GeneratedHistory.bodies(.agentcard, count: 400, seed: 3)

    /// Waits until the writer waits for a lock, and ends its connection if asked to.
    private func eventuallyWaits(_ fixture: ProjectionFixture, thenKill: Bool = false) throws {
        // Within a transaction the view would show the same picture again and again.
        let observer = try fixture.database.connect()
        defer { observer.close() }
        let answer = thenKill ? "pg_terminate_backend(pid)" : "true"
        try eventually("the batch under way waits for a lock") {
            try !observer.queryOnce(
                """
                SELECT \(answer) FROM pg_stat_activity
                WHERE usename = 'trueup_service' AND wait_event_type = 'Lock'
                  AND datname = current_database()
                """
            ).isEmpty
        }
    }

    /// What another projector makes of the same log, in one piece.
    private func expectUndisturbed(
        _ fixture: ProjectionFixture, _ source: TestSource
    ) throws {
        let dump = try TableDump(fixture, source: source.sourceID, generation: 1)
        try fixture.project(source, generation: 2)
        let undisturbed = try TableDump(fixture, source: source.sourceID, generation: 2)
        #expect(dump.differences(from: undisturbed) == [])
        #expect(try InvariantChecks.run(on: fixture.service) == [])
    }

    /// The owner that took the lease finds the books as they were before the batch under way, which
    /// fails as a whole.
    @Test func aLeaseLostUnderWayStoresNothing() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.history, to: source)
            try fixture.withBackground { background in
                let projector = try fixture.projector(
                    fixture.generation(of: source), of: source, batchEvents: 100,
                    background: background)
                #expect(try projector.foldBatch() == 100)
                try projector.settle()
                // The thief holds the row until the next batch is under way.
                try fixture.superuser.execute(
                    "BEGIN; UPDATE projection.generation SET epoch = epoch + 1, owner = 'thief'")
                #expect(try projector.foldBatch() == 100)
                try eventuallyWaits(fixture)
                try fixture.superuser.execute("COMMIT")
                let error = #expect(throws: ProjectionError.self) { try projector.foldBatch() }
                guard case .leaseLost = error else {
                    Issue.record("\(String(describing: error)) instead of a lost lease")
                    return
                }
            }
            let store = GenerationStore(connection: fixture.service)
            let stored = try #require(try store.active(source: source.sourceID))
            #expect(stored.checkpoint == 100)
            #expect(
                try fixture.int64("SELECT count(*) FROM projection.entry WHERE known_from > 100")
                    == 0)
            let owned = try #require(try store.acquire(stored, owner: "thief", seconds: 60))
            try fixture.projector(owned, of: source).foldAll()
            try expectUndisturbed(fixture, source)
        }
    }

    @Test func aConnectionKilledUnderWayLosesNothing() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.history, to: source)
            try fixture.withBackground { background in
                let projector = try fixture.projector(
                    fixture.generation(of: source), of: source, batchEvents: 100,
                    background: background)
                #expect(try projector.foldBatch() == 100)
                try projector.settle()
                // The batch has written other rows when it comes to the entries; reading goes on.
                let other = try fixture.database.connect()
                defer { other.close() }
                try other.execute("BEGIN; LOCK TABLE projection.entry IN SHARE ROW EXCLUSIVE MODE")
                #expect(try projector.foldBatch() == 100)
                try eventuallyWaits(fixture, thenKill: true)
                try other.execute("ROLLBACK")
                let error = try #require(
                    throws: PostgresError.self, performing: { try projector.settle() })
                #expect(error.isConnectionLost)
                // Another projector may use the same writer, which connects again.
                let store = GenerationStore(connection: fixture.service)
                let stored = try #require(try store.active(source: source.sourceID))
                #expect(stored.checkpoint == 100)
                let owned = try #require(try store.acquire(stored, owner: "test", seconds: 60))
                try fixture.projector(owned, of: source, background: background).foldAll()
            }
            try expectUndisturbed(fixture, source)
        }
    }

    /// The batch under way is refused when the next is folded already.
    @Test func aValueRefusedUnderWayIsFoundAndPutIntoQuarantine() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            var bodies = Self.history
            for (place, id) in [(123, "evt_x"), (131, "evt_y"), (300, "evt_z")] {
                bodies.insert(
                    Array(
                        """
                        {"id":"\(id)","type":"transaction.authorized","created":1767225600,\
                        "livemode":true,"data":{"id":"txn_\(id)","card_id":"card_1",\
                        "amount_cents":5,"currency":"USD","merchant":"Refused"}}
                        """.utf8), at: place)
            }
            try fixture.append(bodies, to: source)
            try fixture.superuser.execute(
                """
                ALTER TABLE projection.transaction
                ADD CONSTRAINT unwanted CHECK (merchant IS DISTINCT FROM 'Refused')
                """)
            try fixture.withBackground { background in
                try fixture.project(source, batchEvents: 40, background: background)
            }
            let refused = try fixture.lines(
                """
                SELECT position FROM projection.quarantine
                WHERE reason LIKE '%refuses a value%unwanted%' ORDER BY 1
                """)
            #expect(refused == ["124", "132", "301"])
            #expect(try fixture.int64("SELECT checkpoint FROM projection.generation") == 403)
            try expectUndisturbed(fixture, source)
        }
    }

    /// At the head nothing is under way any more.
    @Test func atTheHeadEverythingIsCommitted() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.history, to: source)
            try fixture.withBackground { background in
                let projector = try fixture.projector(
                    fixture.generation(of: source), of: source, batchEvents: 150,
                    background: background)
                // Whoever holds the row lets the batch wait, not the folding of the next.
                try fixture.superuser.execute("BEGIN; SELECT FROM projection.generation FOR UPDATE")
                #expect(try projector.foldBatch() == 150)
                #expect(projector.generation.checkpoint == 150)
                try eventuallyWaits(fixture)
                try fixture.superuser.execute("ROLLBACK")
                try projector.foldAll()
                #expect(try fixture.int64("SELECT checkpoint FROM projection.generation") == 400)
            }
        }
    }
}
