import EventLog
import Glibc
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
    /// How a comparison is printed.
    private let form: ReprojectionReport
    /// Held while something is printed: what two sources print must not mix.
    private let output = Mutex<Void>(())
    private let mustStop = Atomic<Bool>(false)
    private let shared: Mutex<Shared>

    private struct Shared {
        var waiting: [Task]
        var report: ReprojectionReport
        /// What became of sources that did not come to their end; the others go on.
        var failures: [any Error] = []
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
        form = report
        progress = ReprojectionLine(asJSON: report.isJSON)
        shared = Mutex(Shared(waiting: tasks, report: report))
    }

    /// Rebuilds all, and prints what became of those that came to their end.
    func run() throws {
        let count = shared.withLock { min(Self.threads, $0.waiting.count) }
        let workers = try (0..<count).map { place in
            try Worker("rebuild-\(place + 1)") { self.work(sharedBy: count) }
        }
        for worker in workers { worker.join() }
        let (report, failures) = shared.withLock { ($0.report, $0.failures) }
        if failures.isEmpty || report.hasRows { report.finish() }
        for failure in failures.dropFirst() { Terminal.complain("\(failure)") }
        if let failure = failures.first { throw failure }
    }

    /// Rebuilds one source after another; one that fails does not keep the others from it.
    private func work(sharedBy count: Int) {
        var connection: Connection?
        defer { connection?.close() }
        while let task = next() {
            do {
                let open =
                    try connection.flatMap { $0.isUsable ? $0 : nil }
                    ?? Connection(settings.named("trueup reproject"))
                connection = open
                try rebuild(task, limits.shared(among: count), on: open)
            } catch {
                shared.withLock { $0.failures.append(error) }
                if (error as? PostgresError)?.isConnectionLost == true { return }
            }
        }
    }

    private func next() -> Task? {
        let isTold = isTold()
        return shared.withLock { shared in
            // Told to stop with none that says so, the next one does.
            guard !shared.waiting.isEmpty, !isTold || shared.failures.isEmpty else { return nil }
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

    private func compare(_ meeting: GenerationMeeting, _ source: String) throws {
        progress.leave(source)
        try form.compare(meeting, source: source) {
            try Connection(settings.named("trueup reproject comparison"))
        } print: { lines in
            try print(lines, meeting)
        }
    }

    /// Prints when no other source does; a slow reader costs no source its lease.
    private func print(_ lines: String, _ meeting: GenerationMeeting) throws {
        while true {
            let isPrinted: Void? = try output.withLockIfAvailable { _ in
                try Terminal.print(lines, waiting: meeting.keepLease)
            }
            if isPrinted != nil { return }
            try meeting.keepLease()
            poll(nil, 0, 20)
        }
    }
}
