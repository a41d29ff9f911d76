import Events
import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// Books as they were known, names, rehearsals, and what ends a re-projection before its time.
@Suite struct GenerationTests {
    static let bodies = GeneratedHistory.bodies(.agentcard, count: 600, seed: 23)

    @Test func booksUpToAPositionAreThoseOfThen() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.bodies, to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 3_600)
            let projector = try fixture.projector(try fixture.generation(of: source), of: source)
            #expect(try projector.foldBatch(upTo: 337) == 337)
            let then = try TableDump(fixture, source: source.sourceID, generation: 1)
            try projector.foldAll()
            let rebuild = fixture.rebuild(source)
            let kept = try rebuild.run(
                .books(try rebuild.end(atPosition: 337), try name("then")), newNumber: 2
            ) { _ in }
            #expect(kept.state == .kept)
            #expect(kept.checkpoint == 337)
            let now = try TableDump(fixture, source: source.sourceID, generation: 2)
            #expect(now.differences(from: then) == [])
            // Entries that are closed today were open then, and are in the history to this day.
            #expect(
                try fixture.lines(Self.history(generation: 1, upTo: 337))
                    == fixture.lines(Self.history(generation: 2, upTo: 337)))
            #expect(throws: ProjectionError.self) { try rebuild.end(atPosition: 601) }
        }
    }

    /// Every version of every entry, as far as it was known at a position.
    private static func history(generation: Int32, upTo position: Int64) -> String {
        """
        SELECT entry_id, known_from, nullif(greatest(known_until, \(position)), known_until) IS NULL
                   AND known_until <= \(position), amount, layer, step
        FROM projection.entry WHERE generation = \(generation) AND known_from <= \(position)
        ORDER BY 1, 2
        """
    }

    @Test func booksUpToATimeAreThoseOfTheSweepThen() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Array(Self.bodies.prefix(300)), to: source)
            // Long ago, so that deadlines have passed that no later event brought to notice.
            try fixture.spreadReceipts(of: source, everySeconds: 30)
            let projector = try fixture.projector(try fixture.generation(of: source), of: source)
            try projector.foldAll()
            let folded = projector.generation.transitions
            let time = try projector.sweep()
            #expect(projector.generation.transitions > folded)
            let then = try TableDump(fixture, source: source.sourceID, generation: 1)
            try fixture.append(Array(Self.bodies.dropFirst(300)), to: source)
            try projector.foldAll()
            let rebuild = fixture.rebuild(source)
            let end = try #require(try rebuild.end(receivedBy: time))
            #expect(end.position == 300)
            _ = try rebuild.run(.books(end, try name("last-monday")), newNumber: 2) { _ in }
            let kept = try TableDump(fixture, source: source.sourceID, generation: 2)
            #expect(kept.differences(from: then) == [])
            let long = Timestamp(microseconds: 0)
            #expect(try rebuild.end(receivedBy: long) == nil)
            #expect(throws: ProjectionError.self) {
                try rebuild.end(receivedBy: Timestamp(microseconds: 4_000_000_000_000_000))
            }
            // The session that asks for them sees them; all others see today's.
            try fixture.superuser.execute("SET trueup.generation = 'last-monday'")
            #expect(
                try fixture.int64("SELECT max(position) FROM trueup.entries") <= 300)
            try fixture.superuser.execute("RESET trueup.generation")
            #expect(try fixture.int64("SELECT max(position) FROM trueup.entries") > 300)
        }
    }

    @Test func finishedBooksLagBehindNothing() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.bodies, to: source)
            let store = GenerationStore(connection: fixture.service)
            try store.release(try fixture.project(source))
            let rebuild = fixture.rebuild(source)
            _ = try rebuild.run(newNumber: 2) { _ in }
            _ = try rebuild.run(
                .books(try rebuild.end(atPosition: 100), try name("kept")), newNumber: 3
            ) { _ in }
            var limits = ProjectionLimits()
            limits.batchEvents = 50
            var batches = 0
            let stopped = fixture.rebuild(source, limits: limits) { batches == 1 }
            #expect(
                throws: ProjectionError.interrupted(
                    source: "agentcard", generation: "half", checkpoint: 50)
            ) {
                try stopped.run(
                    .books(try rebuild.end(atPosition: 200), try name("half")), newNumber: 4
                ) { _ in batches += 1 }
            }
            try fixture.append(
                GeneratedHistory.bodies(.agentcard, count: 20, seed: 99), to: source)
            #expect(
                try fixture.lines(
                    """
                    SELECT generation, state, lag_events, lag_seconds IS NULL
                    FROM trueup.projections ORDER BY created_at
                    """)
                    == [
                        "g1|retired|∅|t", "g2|active|20|f", "kept|kept|∅|t",
                        "half|building|150|t",
                    ])
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }

    @Test func aRehearsalWaitsForTheRunThatSwitches() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Array(Self.bodies.prefix(400)), to: source)
            let store = GenerationStore(connection: fixture.service)
            try store.release(try fixture.project(source))
            let rebuild = fixture.rebuild(source)
            var comparisons: [GenerationComparison] = []
            let built = try rebuild.run(
                .comparison, newNumber: 2, name: try name("new-rules"),
                compare: { comparisons.append(try fixture.compare($0).0) }) { _ in }
            #expect(built.state == .building)
            #expect(comparisons.map(\.isEqual) == [true])
            #expect(comparisons.map(\.isLevel) == [true])
            #expect(try store.active(source: source.sourceID)?.name == "g1")
            try fixture.append(Array(Self.bodies.dropFirst(400)), to: source)
            var folded: [Int64] = []
            let active = try rebuild.run(newNumber: 3) { folded.append($0.folded) }
            #expect(active.name == "new-rules")
            #expect(active.state == .active)
            #expect(folded == [600])
            #expect(try store.active(source: source.sourceID)?.name == "new-rules")
        }
    }

    @Test func aNameIsTakenOnce() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.bodies, to: source)
            let store = GenerationStore(connection: fixture.service)
            try store.release(try fixture.project(source))
            let rebuild = fixture.rebuild(source)
            let end = try rebuild.end(atPosition: 100)
            let kept = try rebuild.run(.books(end, try name("a")), newNumber: 2) { _ in }
            // The same once more is done already; it lets a run over several sources go on.
            #expect(try rebuild.run(.books(end, try name("a")), newNumber: 3) { _ in } == kept)
            let taken = ProjectionError.nameTaken("a", source: "agentcard")
            #expect(throws: taken) {
                try rebuild.run(
                    .books(try rebuild.end(atPosition: 101), try name("a")), newNumber: 3
                ) { _ in }
            }
            #expect(throws: taken) {
                try rebuild.run(newNumber: 3, name: try name("a")) { _ in }
            }
            let other = try fixture.source(
                .agentcard, "other", #", "policies": {"clearing": "add"}"#)
            let changed = TestSource(
                sourceID: source.sourceID, configuration: other.configuration)
            #expect(throws: ProjectionError.nameTaken("a", source: "other")) {
                try fixture.rebuild(changed).run(.books(end, try name("a")), newNumber: 3) { _ in }
            }
            try store.drop(named: "a", source: source.sourceID)
            #expect(try store.all(source: source.sourceID).map(\.name) == ["g1"])
        }
    }

    @Test(
        arguments: [
            ("october", true), ("2026-10-31", true), ("g", true), ("g1a", true), ("G1", true),
            ("", false), ("g1", false), ("g07", false), ("a b", false), ("é", false),
            ("a'b", false), (String(repeating: "x", count: 63), true),
            (String(repeating: "x", count: 64), false),
        ] as [(String, Bool)])
    func namesArePlain(text: String, isName: Bool) {
        #expect((GenerationName(text) != nil) == isName, "\(text)")
    }

    /// The projector makes the first generation under number 1, whatever was kept before.
    @Test func keptBooksLeaveTheFirstGenerationFree() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.bodies, to: source)
            let rebuild = fixture.rebuild(source)
            #expect(throws: ProjectionError.noBooks(source: "agentcard")) {
                try rebuild.run(.comparison, newNumber: 1) { _ in }
            }
            let kept = try rebuild.run(
                .books(try rebuild.end(atPosition: 100), try name("kept")), newNumber: 1
            ) { _ in }
            #expect(kept.number == 2)
            #expect(try fixture.int64("SELECT count(*) FROM trueup.entries") == 0)
            try fixture.project(source)
            #expect(
                try fixture.lines(
                    "SELECT generation, active FROM trueup.projections ORDER BY 1")
                    == ["g1|t", "kept|f"])
        }
    }

    private func name(_ text: String) throws -> GenerationName {
        try #require(GenerationName(text))
    }
}
