import Events
import Postgres
import Projection
import Providers
import Runtime
import Synchronization
import TestSupport
import Testing

/// The end of a rebuild: its comparison, which may take long, and its switch, which may wait for a
/// lock of somebody else's.
@Suite struct RebuildEndTests {
    /// Books of a source that nobody folds at the moment.
    private func books(_ fixture: ProjectionFixture) throws -> TestSource {
        let source = try fixture.source(.agentcard)
        try fixture.append(GeneratedHistory.bodies(.agentcard, count: 200, seed: 3), to: source)
        let store = GenerationStore(connection: fixture.service)
        try store.release(try fixture.project(source))
        return source
    }

    private static let activeRow = """
        SELECT FROM projection.generation WHERE generation = 1 FOR UPDATE
        """
    /// A table that is compared, and which nothing before the comparison reads.
    private static let comparedTable = "LOCK TABLE projection.card IN ACCESS EXCLUSIVE MODE"

    /// How many wait for a lock that another session holds.
    private static func waiting(
        for holder: Int32, _ connection: Connection
    ) throws(PostgresError) -> Int64 {
        try connection.query(
            "SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))",
            [.int32(holder)]
        ).onlyRow().int64(0)
    }

    /// Runs the body while another session holds a lock, which goes when something waits for it and
    /// `whileWaiting` has returned.
    private func withLock(
        _ statement: String, in fixture: ProjectionFixture,
        whileWaiting: @escaping @Sendable (Connection, Int32) throws -> Void,
        _ body: () throws -> Void
    ) throws {
        try fixture.superuser.execute("BEGIN; \(statement)")
        let (database, holder) = (fixture.database, fixture.superuser.backendProcessID)
        let failure = Mutex<String?>(nil)
        let watcher = try Worker("watcher") {
            do {
                let connection = try database.connect()
                defer {
                    _ = try? connection.query("SELECT pg_terminate_backend($1)", [.int32(holder)])
                    connection.close()
                }
                try eventually("somebody waits for the lock") {
                    try Self.waiting(for: holder, connection) > 0
                }
                try whileWaiting(connection, holder)
            } catch { failure.withLock { $0 = "\(error)" } }
        }
        let outcome = Result { try body() }
        watcher.join()
        #expect(failure.withLock { $0 } == nil)
        try outcome.get()
    }

    @Test func aLongComparisonKeepsTheLease() throws {
        try ProjectionFixture.with { fixture in
            let source = try books(fixture)
            var limits = ProjectionLimits()
            limits.leaseSeconds = 1
            let lease = "SELECT lease_until FROM projection.generation WHERE generation = 2"
            var comparison: GenerationComparison?
            let rebuild = fixture.rebuild(source, limits: limits)
            _ = try rebuild.run(
                .comparison, newNumber: 2,
                compare: { meeting in
                    try withLock(
                        Self.comparedTable, in: fixture,
                        whileWaiting: { connection, _ in
                            let first = try connection.query(lease).onlyRow().timestamp(0)
                            try eventually("the lease is renewed again and again") {
                                let latest = try connection.query(lease).onlyRow().timestamp(0)
                                return latest.microseconds - first.microseconds > 2_500_000
                            }
                        }
                    ) { comparison = try fixture.compare(meeting).0 }
                }
            ) { _ in }
            #expect(comparison?.isEqual == true)
        }
    }

    @Test func aStopCancelsTheComparison() throws {
        try ProjectionFixture.with { fixture in
            let source = try books(fixture)
            let mustStop = Signal()
            let rebuild = fixture.rebuild(source, mustStop: { mustStop.isSet })
            #expect(
                throws: ProjectionError.interrupted(
                    source: "agentcard", generation: "g2", checkpoint: 200)
            ) {
                try rebuild.run(
                    .comparison, newNumber: 2,
                    compare: { meeting in
                        try withLock(
                            Self.comparedTable, in: fixture,
                            whileWaiting: { connection, holder in
                                mustStop.set()
                                try eventually("nobody waits any more") {
                                    try Self.waiting(for: holder, connection) == 0
                                }
                            }
                        ) { _ = try fixture.compare(meeting) }
                    }
                ) { _ in }
            }
            #expect(
                try fixture.service.query(
                    "SELECT owner IS NULL FROM projection.generation WHERE generation = 2"
                ).onlyRow().bool(0))
        }
    }

    /// What a comparison is told to, such as a printer that is told to stop, ends it.
    @Test func anErrorOfTheTakerEndsTheComparison() throws {
        struct Enough: Error {}
        try ProjectionFixture.with { fixture in
            let source = try books(fixture)
            try fixture.withoutGuards("UPDATE projection.account SET posted = posted + 1")
            var taken = 0
            #expect(throws: Enough.self) {
                try fixture.rebuild(source).run(
                    .comparison, newNumber: 2,
                    compare: { meeting in
                        _ = try meeting.compare(
                            open: { try fixture.database.connect(role: "trueup_service") }
                        ) { _ in
                            taken += 1
                            throw Enough()
                        }
                    }
                ) { _ in }
            }
            #expect(taken == 1)
        }
    }

    private func patience(_ patience: Duration) -> ProjectionLimits {
        var limits = ProjectionLimits()
        limits.lockMilliseconds = 50
        limits.lockPatience = patience
        return limits
    }

    @Test func aSwitchWaitsForALockInSmallSteps() throws {
        try ProjectionFixture.with { fixture in
            let source = try books(fixture)
            try withLock(Self.activeRow, in: fixture, whileWaiting: { _, _ in }) {
                let built = try fixture.rebuild(source, limits: patience(.seconds(60)))
                    .run(newNumber: 2) { _ in }
                #expect(built.state == .active)
            }
            let active = try GenerationStore(connection: fixture.service)
                .active(source: source.sourceID)
            #expect(active?.name == "g2")
        }
    }

    @Test func aLockThatLastsIsNamed() throws {
        try ProjectionFixture.with { fixture in
            let source = try books(fixture)
            let rebuild = fixture.rebuild(source, limits: patience(.milliseconds(200)))
            let locked = ProjectionError.locked(source: "agentcard", generation: "g2")
            try fixture.superuser.execute("BEGIN; \(Self.activeRow)")
            #expect(throws: locked) { try rebuild.run(newNumber: 2) { _ in } }
            #expect(throws: locked) { try fixture.rehearse(rebuild) }
            try fixture.superuser.execute("ROLLBACK")
            // Nothing was lost, and no lease stands in the way.
            let built = try rebuild.run(newNumber: 3) { _ in }
            #expect(built.name == "g2")
        }
    }
}

/// A flag between two threads.
private final class Signal: Sendable {
    private let flag = Atomic<Bool>(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() { flag.store(true, ordering: .releasing) }
}
