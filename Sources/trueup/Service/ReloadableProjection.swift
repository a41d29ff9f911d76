import Postgres
import Projection
import Runtime
import Synchronization

/// The projection service of the sources in force; replaced when a reload brings other sources.
final class ReloadableProjection: Service {
    let name = "projection"
    private let make: @Sendable ([ProjectedSource]) throws -> ProjectionService
    private let state: Mutex<State>

    private struct State {
        var sources: [ProjectedSource]
        /// Between `start()` and `stop()`; never where this process has no such role.
        var isStarted = false
        /// Nil also after a replacement that failed.
        var running: ProjectionService?
    }

    init(
        sources: [ProjectedSource],
        make: @escaping @Sendable ([ProjectedSource]) throws -> ProjectionService
    ) {
        self.make = make
        state = Mutex(State(sources: sources))
    }

    func start() throws {
        try state.withLock { state in
            let service = try make(state.sources)
            try service.start()
            state.running = service
            state.isStarted = true
        }
    }

    func stop() {
        let running = state.withLock { state in
            defer { state.running = nil }
            state.isStarted = false
            return state.running
        }
        running?.stop()
    }

    func wake(sourceID: Int32) {
        state.withLock { $0.running }?.wake(sourceID: sourceID)
    }

    /// Starts over with these sources if they are others; settings of known sources change nothing,
    /// because a generation keeps its own.
    func replace(with sources: [ProjectedSource]) throws {
        try state.withLock { state in
            let isSame = Set(sources.map(\.sourceID)) == Set(state.sources.map(\.sourceID))
            guard state.isStarted, state.running == nil || !isSame else { return }
            state.running?.stop()
            state.running = nil
            state.sources = sources
            let service = try make(sources)
            try service.start()
            state.running = service
        }
    }
}
