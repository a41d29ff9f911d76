import Postgres
import Runtime
import Synchronization

/// One thread that folds its sources in turn, as long as there is something to fold, and sweeps
/// them when a deadline is due.
final class ProjectionWorker: Sendable {
    private let name: String
    private let settings: ConnectionSettings
    private let sources: [ProjectedSource]
    private let owner: String
    private let limits: ProjectionLimits
    private let logger: Logger
    private let metrics: ProjectionMetrics
    private let wakeup: Wakeup
    private let isStopping = Atomic<Bool>(false)
    private let thread = Mutex<Worker?>(nil)

    /// How long a worker without news waits before it looks at the logs by itself: what another
    /// process appended is seen by then.
    private static let idleMilliseconds = 200

    init(
        name: String, settings: ConnectionSettings, sources: [ProjectedSource], owner: String,
        limits: ProjectionLimits, logger: Logger, metrics: MetricsRegistry
    ) throws {
        self.name = name
        self.settings = settings.named("trueup \(name)").forWriting
        self.sources = sources
        self.owner = owner
        self.limits = limits
        self.logger = logger
        self.metrics = ProjectionMetrics(metrics, sources: sources)
        wakeup = try Wakeup()
    }

    func owns(_ sourceID: Int32) -> Bool { sources.contains { $0.sourceID == sourceID } }

    func wake() { wakeup.signal() }

    func start() throws {
        let started = try Worker(name) { self.run() }
        thread.withLock { $0 = started }
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        wakeup.signal()
        thread.withLock { $0 }?.join()
    }

    private var mustStop: Bool { isStopping.load(ordering: .acquiring) }

    /// Reconnects for as long as the service runs; the database's absence is no reason to end.
    private func run() {
        var failures = 0
        while !mustStop {
            do {
                let connection = try Connection(settings)
                connection.answerTimeLimit = .seconds(60)
                try work(on: connection) { failures = 0 }
            } catch {
                failures += 1
                logger.warning(
                    "projection paused", ["worker": .text(name), "reason": .text("\(error)")])
                wakeup.wait(timeoutMilliseconds: min(5_000, 100 << min(failures, 6)))
            }
        }
    }

    /// Folds until it must stop or the connection fails.
    private func work(on connection: Connection, madeProgress: () -> Void) throws {
        let background = try BackgroundWriter(settings.named("trueup \(name) writer"))
        defer { background.stop() }
        var owned = sources.map {
            OwnedSource(
                source: $0, connection: connection, background: background, owner: owner,
                limits: limits, logger: logger)
        }
        defer { for index in owned.indices { owned[index].release() } }
        while !mustStop {
            var isIdle = true
            for index in owned.indices {
                let advance = try owned[index].advance()
                metrics.folded(advance.committed, sourceID: owned[index].source.sourceID)
                isIdle = isIdle && advance.isIdle
                if mustStop { return }
            }
            madeProgress()
            if isIdle { wakeup.wait(timeoutMilliseconds: Self.idleMilliseconds) }
        }
    }
}

/// Counts what was folded, per source.
struct ProjectionMetrics: Sendable {
    private let events: [Int32: Counter]

    init(_ registry: MetricsRegistry, sources: [ProjectedSource]) {
        events = Dictionary(
            sources.map { source in
                let counter = registry.counter(
                    "trueup_projection_events_total", help: "Events folded into the ledger.",
                    labels: ["source": source.name])
                return (source.sourceID, counter)
            }, uniquingKeysWith: { first, _ in first })
    }

    func folded(_ count: Int, sourceID: Int32) {
        guard count > 0 else { return }
        events[sourceID]?.increment(by: UInt64(count))
    }
}
