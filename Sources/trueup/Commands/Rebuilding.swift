import EventLog
import Postgres
import Projection
import Runtime
import Synchronization

/// The rebuilding of several sources at once, each on a thread and a connection of its own: one
/// source keeps neither the processors nor the database busy.
final class Rebuilding: Sendable {
    /// A source, and what is to be built of it.
    struct Task: Sendable {
        let source: ProjectedSource
        let goal: ReprojectionGoal
    }

    /// More would only share the processors of the same database.
    private static let threads = 4

    private let settings: ConnectionSettings
    private let limits: ProjectionLimits
    private let number: Int32
    private let name: GenerationName?
    private let owner: String
    private let signals: SignalWatch
    private let progress: ReprojectionLine
    private let isJSON: Bool
    private let mustStop = Atomic<Bool>(false)
    private let shared: Mutex<Shared>

    private struct Shared {
        var waiting: [Task]
        var report: ReprojectionReport
        /// The first error; the sources that are being rebuilt then come to their end.
        var failure: (any Error)?
    }

    init(
        _ tasks: [Task], settings: ConnectionSettings, limits: ProjectionLimits, number: Int32,
        name: GenerationName?, owner: String, signals: SignalWatch, report: ReprojectionReport
    ) {
        self.settings = settings
        self.limits = limits
        self.number = number
        self.name = name
        self.owner = owner
        self.signals = signals
        isJSON = report.isJSON
        progress = ReprojectionLine(asJSON: report.isJSON)
        shared = Mutex(Shared(waiting: tasks, report: report, failure: nil))
    }

    /// Rebuilds all, and prints what became of those that came to their end.
    func run() throws {
        let count = shared.withLock { min(Self.threads, $0.waiting.count) }
        let workers = try (0..<count).map { place in
            try Worker("rebuild-\(place + 1)") { self.work(sharedBy: count) }
        }
        for worker in workers { worker.join() }
        let (report, failure) = shared.withLock { ($0.report, $0.failure) }
        if failure == nil || report.hasRows { report.finish() }
        if let failure { throw failure }
    }

    private func work(sharedBy count: Int) {
        do {
            let connection = try Connection(settings.named("trueup reproject"))
            defer { connection.close() }
            while let task = next() {
                try rebuild(task, limits.shared(among: count), on: connection)
            }
        } catch {
            shared.withLock { $0.failure = $0.failure ?? error }
        }
    }

    private func next() -> Task? {
        shared.withLock { shared in
            guard shared.failure == nil, !shared.waiting.isEmpty else { return nil }
            return shared.waiting.removeFirst()
        }
    }

    private func rebuild(
        _ task: Task, _ limits: ProjectionLimits, on connection: Connection
    ) throws {
        let source = task.source.name
        defer { progress.leave(source) }
        let generation = try Reprojection(
            of: task.source, connection: connection, owner: owner, limits: limits,
            mustStop: isTold
        ).run(
            task.goal, newNumber: number, name: name,
            compare: { try self.compare($0, source) },
            progress: { self.progress.show(source, $0) })
        shared.withLock { $0.report.add(generation, source: source, task.goal) }
    }

    /// Whether the process was told to stop: one thread takes the signal, all of them heed it.
    private func isTold() -> Bool {
        if signals.take().contains(where: { $0 != .hangUp }) {
            mustStop.store(true, ordering: .releasing)
        }
        return mustStop.load(ordering: .acquiring)
    }

    /// One comparison at a time: what they print must not mix.
    private func compare(_ meeting: GenerationMeeting, _ source: String) throws {
        progress.leave(source)
        try shared.withLock { shared in
            try shared.report.compare(meeting, source: source) {
                try Connection(settings.named("trueup reproject comparison"))
            }
        }
    }
}
