import Postgres
import Projection
import Runtime
import Synchronization

/// The projection service of the sources in force; replaced when a reload brings other sources.
final class ReloadableProjection: Service {
    let name = "projection"
    private let make: @Sendable ([ProjectedSource]) throws -> ProjectionService
    /// Held while services are started and stopped, which may take long.
    private let plan: Mutex<Plan>
    /// Held for a moment only: `wake` is called on the thread that acknowledgements wait for.
    ///
    /// Nil also after a replacement that failed.
    private let running = Mutex<ProjectionService?>(nil)

    private struct Plan {
        var sources: [ProjectedSource]
        /// Between `start()` and `stop()`; never where this process has no such role.
        var isStarted = false
    }

    init(
        sources: [ProjectedSource],
        make: @escaping @Sendable ([ProjectedSource]) throws -> ProjectionService
    ) {
        self.make = make
        plan = Mutex(Plan(sources: sources))
    }

    func start() throws {
        try plan.withLock { plan in
            try run(plan.sources)
            plan.isStarted = true
        }
    }

    func stop() {
        plan.withLock { plan in
            plan.isStarted = false
            takeRunning()?.stop()
        }
    }

    func wake(sourceID: Int32) {
        running.withLock { $0 }?.wake(sourceID: sourceID)
    }

    /// Starts over with these sources if they are others; settings of known sources change nothing,
    /// because a generation keeps its own.
    func replace(with sources: [ProjectedSource]) throws {
        try plan.withLock { plan in
            let isSame = Set(sources.map(\.sourceID)) == Set(plan.sources.map(\.sourceID))
            let isRunning = running.withLock { $0 != nil }
            guard plan.isStarted, !isRunning || !isSame else { return }
            takeRunning()?.stop()
            plan.sources = sources
            try run(sources)
        }
    }

    private func run(_ sources: [ProjectedSource]) throws {
        let service = try make(sources)
        try service.start()
        running.withLock { $0 = service }
    }

    private func takeRunning() -> ProjectionService? {
        running.withLock { running in
            defer { running = nil }
            return running
        }
    }
}
