package import Postgres
package import Runtime
import Synchronization

/// Keeps the active generation of every source folded: workers that own whole sources, each on a
/// thread and a connection of its own.
package final class ProjectionService: Service {
    package let name = "projection"
    private let workers: [ProjectionWorker]

    /// Spreads the sources over the workers; more workers than sources make no sense.
    package init(
        settings: ConnectionSettings, sources: [ProjectedSource], owner: String,
        workerCount: Int, limits: ProjectionLimits = ProjectionLimits(), logger: Logger,
        metrics: MetricsRegistry
    ) throws {
        let count = max(1, min(workerCount, sources.count))
        workers = try (0..<count).map { index in
            let own = sources.enumerated().filter { $0.offset % count == index }.map(\.element)
            return try ProjectionWorker(
                name: "project-\(index + 1)", settings: settings, sources: own, owner: owner,
                limits: limits.shared(among: sources.count), logger: logger, metrics: metrics)
        }
    }

    /// Tells the owner of a source that its log has grown; may be called from any thread.
    package func wake(sourceID: Int32) {
        for worker in workers where worker.owns(sourceID) { worker.wake() }
    }

    package func start() throws {
        var started: [ProjectionWorker] = []
        do {
            for worker in workers {
                try worker.start()
                started.append(worker)
            }
        } catch {
            for worker in started { worker.stop() }
            throw error
        }
    }

    package func stop() {
        for worker in workers { worker.stop() }
    }
}
