import Configuration
import EventLog
import Postgres
import Projection
import Providers
import Runtime
import Synchronization
import TestSupport
import Testing

/// A generation is rebuilt beside the active one, and takes its place.
@Suite struct ReprojectionTests {
    @Test(arguments: [Provider.nymcard, .agentcard, .uphold])
    func aRebuildGivesTheTablesOfIncrementalFolding(provider: Provider) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(provider)
            try fixture.append(
                GeneratedHistory.bodies(provider, count: 1_200, seed: 9), to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 30)
            let folded = try fixture.project(source, batchEvents: 61)
            let sweeping = try fixture.projector(folded, of: source)
            try sweeping.sweep()
            let store = GenerationStore(connection: fixture.service)
            try store.release(sweeping.generation)
            var progress: [ReprojectionProgress] = []
            let built = try Reprojection(
                of: source.projected, connection: fixture.service, owner: "rebuild"
            ).run(newNumber: try store.nextNumber()) { progress.append($0) }
            #expect(built.name == "g2")
            #expect(progress.last?.folded == progress.last?.head)
            let old = try TableDump(fixture, source: source.sourceID, generation: 1)
            let new = try TableDump(fixture, source: source.sourceID, generation: 2)
            #expect(new.differences(from: old) == [])
            #expect(
                try fixture.lines(
                    "SELECT generation, state, active FROM trueup.projections ORDER BY 1")
                    == ["g1|retired|f", "g2|active|t"])
            try store.drop(named: "g1", source: source.sourceID)
            #expect(try store.all(source: source.sourceID).map(\.name) == ["g2"])
            #expect(
                try fixture.int64(
                    "SELECT count(*) FROM pg_class WHERE relname = 'entry_g1'") == 0)
            #expect(throws: ProjectionError.generationInUse("g2")) {
                try store.drop(named: "g2", source: source.sourceID)
            }
        }
    }

    @Test func partitionsThatAnotherSourceUsesStay() throws {
        try ProjectionFixture.with { fixture in
            let sources = try [fixture.source(.agentcard), fixture.source(.uphold)]
            let store = GenerationStore(connection: fixture.service)
            for source in sources {
                try fixture.append(
                    GeneratedHistory.bodies(source.configuration.provider, count: 100, seed: 1),
                    to: source)
                try store.release(try fixture.project(source))
            }
            _ = try Reprojection(
                of: sources[0].projected, connection: fixture.service, owner: "rebuild"
            ).run(newNumber: 2) { _ in }
            try store.drop(named: "g1", source: sources[0].sourceID)
            #expect(
                try fixture.lines(
                    "SELECT DISTINCT source_id, generation FROM projection.finding ORDER BY 1")
                    == ["1|2", "2|1"])
        }
    }

    @Test func anInterruptedRebuildIsContinued() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(ProjectorTests.history, to: source)
            let store = GenerationStore(connection: fixture.service)
            try store.release(try fixture.project(source))
            var limits = ProjectionLimits()
            limits.batchEvents = 100
            limits.leaseSeconds = 1
            var batches = 0
            let first = Reprojection(
                of: source.projected, connection: fixture.service, owner: "first", limits: limits,
                mustStop: { batches == 2 })
            #expect(
                throws: ProjectionError.interrupted(
                    source: "agentcard", generation: "g2", checkpoint: 200)
            ) { try first.run(newNumber: 2) { _ in batches += 1 } }
            // A killed run leaves its lease behind.
            try fixture.superuser.execute(
                """
                UPDATE projection.generation SET owner = 'killed',
                    lease_until = clock_timestamp() + interval '1 second' WHERE generation = 2
                """)
            var folded: [Int64] = []
            let second = Reprojection(
                of: source.projected, connection: fixture.service, owner: "second", limits: limits)
            let built = try second.run(newNumber: 3) { folded.append($0.folded) }
            #expect(built.name == "g2")
            #expect(folded == [300, 400])
        }
    }

    @Test func aRunningRebuildIsLeftAlone() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(ProjectorTests.history, to: source)
            let store = GenerationStore(connection: fixture.service)
            try store.release(try fixture.project(source))
            var limits = ProjectionLimits()
            limits.leaseSeconds = 1
            let other = Reprojection(
                of: source.projected, connection: fixture.service, owner: "other", limits: limits,
                mustStop: { true })
            #expect(throws: ProjectionError.self) { try other.run(newNumber: 2) { _ in } }
            try fixture.superuser.execute(
                """
                UPDATE projection.generation SET owner = 'other',
                    lease_until = clock_timestamp() + interval '1 hour' WHERE generation = 2
                """)
            let second = Reprojection(
                of: source.projected, connection: fixture.service, owner: "second", limits: limits)
            #expect(throws: ProjectionError.busy(source: "agentcard", generation: "g2")) {
                try second.run(newNumber: 3) { _ in }
            }
        }
    }

    /// Intake and the active projector go on during the rebuild; readers look all the time.
    @Test func liveAppendsDuringARebuild() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            let bodies = GeneratedHistory.bodies(.agentcard, count: 1_500, seed: 17)
            try fixture.append(Array(bodies.prefix(500)), to: source)
            let service = try ProjectionService(
                settings: fixture.database.settings(role: "trueup_service"),
                sources: [source.projected], owner: "serve", workerCount: 1, logger: .silent,
                metrics: MetricsRegistry())
            try service.start()
            defer { service.stop() }
            try eventually("the first events are folded") {
                try fixture.int64("SELECT lag_events FROM trueup.projections") == 0
            }
            let (database, projected) = (fixture.database, source.projected)
            let isDone = Atomic<Bool>(false)
            let stepsBack = Mutex<[String]>([])
            let reader = try Worker("reader") {
                do {
                    let connection = try database.connect(role: "trueup_reader")
                    var last: Int64 = 0
                    while !isDone.load(ordering: .acquiring) {
                        let count = try connection.queryOnce(
                            "SELECT count(*) FROM trueup.entry_history"
                        ).onlyRow().int64(0)
                        if count < last { stepsBack.withLock { $0.append("\(last) → \(count)") } }
                        last = count
                    }
                } catch { stepsBack.withLock { $0.append("\(error)") } }
            }
            let rebuild = try Worker("rebuild") {
                do {
                    let connection = try database.connect(role: "trueup_service")
                    var limits = ProjectionLimits()
                    limits.batchEvents = 50
                    _ = try Reprojection(
                        of: projected, connection: connection, owner: "rebuild", limits: limits
                    ).run(newNumber: 2) { _ in }
                } catch { stepsBack.withLock { $0.append("rebuild: \(error)") } }
            }
            for start in stride(from: 500, to: 1_500, by: 20) {
                try fixture.append(Array(bodies[start..<start + 20]), to: source)
                service.wake(sourceID: source.sourceID)
            }
            rebuild.join()
            try eventually("the service folds the new generation") {
                try fixture.lines(
                    "SELECT generation, lag_events FROM trueup.projections WHERE active")
                    == ["g2|0"]
            }
            isDone.store(true, ordering: .releasing)
            reader.join()
            #expect(stepsBack.withLock { $0 } == [])
            service.stop()
            try fixture.project(source, generation: 3)
            let live = try TableDump(fixture, source: source.sourceID, generation: 2)
            let fresh = try TableDump(fixture, source: source.sourceID, generation: 3)
            #expect(live.differences(from: fresh) == [])
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }
}
