import Postgres

/// Keeps the lease of a rebuild while it does what commits nothing, and says when it must end.
///
/// Without it a long comparison would let the lease run out, and another run take over what this
/// one goes on with afterwards.
final class LeaseKeeper {
    private let projector: Projector
    private let store: GenerationStore
    private let source: String
    private let seconds: Int32
    private let mustStop: () -> Bool
    private var nextRenewal = ContinuousClock.now

    /// - Parameter store: On a connection that is idle meanwhile, or used by the same thread.
    init(
        _ projector: Projector, store: GenerationStore, source: String, seconds: Int32,
        mustStop: @escaping () -> Bool
    ) {
        self.projector = projector
        self.store = store
        self.source = source
        self.seconds = seconds
        self.mustStop = mustStop
    }

    /// Renews the lease when a third of it has passed; throws when it was lost, or the process was
    /// told to stop.
    func keep() throws {
        let generation = projector.generation
        if mustStop() {
            throw ProjectionError.interrupted(
                source: source, generation: generation.name, checkpoint: generation.checkpoint)
        }
        guard ContinuousClock.now >= nextRenewal else { return }
        nextRenewal = .now + .milliseconds(Int64(seconds) * 1_000 / 3)
        guard try store.renew(generation, seconds: seconds) else {
            throw ProjectionError.leaseLost(source: source, generation: generation.name)
        }
    }
}
