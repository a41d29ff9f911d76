import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// What a rebuilt generation is said to change, and that nothing else is.
@Suite struct ComparisonTests {
    struct Plant: Sendable, CustomTestStringConvertible {
        let kind: GenerationDifference.Subject
        let field: String
        let sql: String
        var testDescription: String { "\(kind) \(field)" }
    }

    /// Each changes one row of the active generation behind its projector's back.
    static let plants = [
        Plant(kind: .accounts, field: "posted", sql: set("account", "posted = posted + 1.5")),
        Plant(kind: .accounts, field: "pending", sql: set("account", "pending = pending - 2")),
        Plant(kind: .accounts, field: "available", sql: set("account", "available = 7")),
        Plant(
            kind: .accounts, field: "drift",
            sql: set("account", "drift = coalesce(drift, 0) + 1")),
        Plant(kind: .transactions, field: "state", sql: set("transaction", "state = 'odd'")),
        Plant(kind: .transactions, field: "held", sql: set("transaction", "held = held + 1")),
        Plant(
            kind: .transactions, field: "merchant", sql: set("transaction", "merchant = 'Elsewhere'")
        ),
        Plant(kind: .transactions, field: "state", sql: delete("transaction")),
        Plant(kind: .cards, field: "status", sql: set("card", "status = 'odd'")),
        Plant(kind: .cards, field: "card", sql: delete("card")),
        Plant(kind: .findings, field: "status", sql: set("finding", "status = 'dismissed'")),
        Plant(kind: .findings, field: "severity", sql: set("finding", "severity = 'critical'")),
        Plant(kind: .findings, field: "amount", sql: set("finding", "amount = 123.45")),
        Plant(kind: .findings, field: "status", sql: delete("finding")),
    ]

    private static func set(_ table: String, _ change: String) -> String {
        "UPDATE projection.\(table) SET \(change) WHERE ctid = \(first(of: table)) AND generation = 1"
    }

    private static func delete(_ table: String) -> String {
        "DELETE FROM projection.\(table) WHERE ctid = \(first(of: table)) AND generation = 1"
    }

    private static func first(of table: String) -> String {
        "(SELECT min(ctid) FROM projection.\(table) WHERE generation = 1)"
    }

    @Test func everyPlantedDifferenceIsTold() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(
                GeneratedHistory.bodies(.agentcard, count: 600, seed: 41), to: source)
            let store = GenerationStore(connection: fixture.service)
            try store.release(try fixture.project(source))
            let rebuild = fixture.rebuild(source)
            let (equal, none) = try fixture.rehearse(rebuild)
            #expect(equal.isEqual)
            #expect(equal.isLevel)
            #expect(none == [])
            for plant in Self.plants {
                try fixture.withoutGuards(plant.sql)
                let (comparison, differences) = try fixture.rehearse(rebuild)
                #expect(comparison.counts[plant.kind] == 1, "\(plant)")
                #expect(
                    comparison.counts.filter { $0.key != plant.kind }.allSatisfy { $0.value == 0 },
                    "\(plant)")
                #expect(differences.contains { $0.field == plant.field }, "\(plant)")
                try fixture.restoreActive(from: 2, of: source)
            }
        }
    }

    /// Settings decide what the same events book: AgentCard's clearings restate, or add up.
    @Test func changedSettingsMoveMoney() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(
                GeneratedHistory.bodies(.agentcard, count: 600, seed: 41), to: source)
            let store = GenerationStore(connection: fixture.service)
            try store.release(try fixture.project(source))
            let adding = TestSource(
                sourceID: source.sourceID,
                configuration: try TestSource.configuration(
                    .agentcard, "agentcard", #", "policies": {"clearing": "add"}"#))
            let (comparison, differences) = try fixture.rehearse(fixture.rebuild(adding))
            #expect(comparison.isLevel)
            let told = Set(
                differences.filter { $0.kind == .accounts && $0.field == "posted" }.map {
                    "\($0.subject)|\($0.before ?? "∅")|\($0.after ?? "∅")|"
                        + ($0.difference.map { "\($0)" } ?? "∅")
                })
            let actual = try fixture.lines(
                """
                SELECT a.account_id || ' ' || a.currency, a.posted, b.posted, b.posted - a.posted
                FROM projection.account a
                JOIN projection.account b USING (source_id, account_id, currency)
                WHERE a.generation = 1 AND b.generation = 2 AND a.posted <> b.posted
                """)
            #expect(!actual.isEmpty)
            #expect(told == Set(actual))
        }
    }

    /// A run that came further than the books, and was stopped, says so: nobody folds those on.
    @Test func aRebuildThatIsAheadSaysSo() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(
                GeneratedHistory.bodies(.agentcard, count: 400, seed: 41), to: source)
            let store = GenerationStore(connection: fixture.service)
            let projector = try fixture.projector(
                try fixture.generation(of: source), of: source)
            _ = try projector.foldBatch(upTo: 100)
            try store.release(projector.generation)
            var limits = ProjectionLimits()
            limits.batchEvents = 100
            var seen: [String] = []
            var isPastBooks = false
            let first = fixture.rebuild(source, limits: limits) { isPastBooks }
            #expect(throws: ProjectionError.self) {
                try first.run(
                    newNumber: 2,
                    compare: { meeting in
                        let comparison = try fixture.compare(meeting).0
                        seen.append("\(comparison.beforePosition) \(comparison.afterPosition)")
                    }
                ) { isPastBooks = $0.folded > 100 }
            }
            let second = fixture.rebuild(source, limits: limits)
            let active = try second.run(
                newNumber: 3,
                compare: { meeting in
                    let comparison = try fixture.compare(meeting).0
                    seen.append("\(comparison.beforePosition) \(comparison.afterPosition)")
                    #expect(!comparison.isLevel)
                }) { _ in }
            #expect(seen == ["100 100", "100 200"])
            #expect(active.checkpoint == 400)
        }
    }

    @Test func aLostLeaseAndALostConnectionEndARun() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(
                GeneratedHistory.bodies(.agentcard, count: 400, seed: 41), to: source)
            let store = GenerationStore(connection: fixture.service)
            try store.release(try fixture.project(source))
            #expect(throws: ProjectionError.leaseLost(source: "agentcard", generation: "g2")) {
                try fixture.rebuild(source).run(
                    newNumber: 2,
                    compare: { _ in
                        try fixture.superuser.execute(
                            """
                            UPDATE projection.generation SET epoch = epoch + 1, owner = NULL
                            WHERE generation = 2
                            """)
                    }) { _ in }
            }
            #expect(try store.active(source: source.sourceID)?.name == "g1")
            let connection = try fixture.database.connect(role: "trueup_service")
            let lost = Reprojection(
                of: source.projected, connection: connection, owner: "rebuild")
            let error = #expect(throws: PostgresError.self) {
                try lost.run(
                    newNumber: 3,
                    compare: { _ in
                        _ = try fixture.superuser.query(
                            "SELECT pg_terminate_backend($1, 5000)",
                            [.int32(connection.backendProcessID)])
                    }) { _ in }
            }
            #expect(error?.isConnectionLost == true)
            #expect(try store.active(source: source.sourceID)?.name == "g1")
            var limits = ProjectionLimits()
            limits.leaseSeconds = 20
            // The lease of the lost run is still there: it is waited for.
            try fixture.superuser.execute(
                """
                UPDATE projection.generation SET lease_until = clock_timestamp()
                    + interval '1 second' WHERE generation = 2
                """)
            let active = try fixture.rebuild(source, limits: limits).run(newNumber: 3) { _ in }
            #expect(active.name == "g2")
        }
    }
}
