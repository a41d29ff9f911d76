import Configuration
import Cryptography
package import Postgres

/// How far a re-projection has come.
package struct ReprojectionProgress: Hashable, Sendable {
    package var generation: String
    /// Positions folded, of those that the log has now.
    package var folded: Int64
    package var head: Int64
    /// Of this run.
    package var eventsPerSecond: Double
}

/// Builds the next generation of a source beside the active one, while intake and the active
/// projector go on, and switches to it when it has caught up.
///
/// An unfinished one of the same settings and code is continued, so that an interrupted run loses
/// nothing; the switch is an UPDATE of rows.
package struct Reprojection {
    private let source: ProjectedSource
    private let connection: Connection
    private let store: GenerationStore
    private let owner: String
    private let limits: ProjectionLimits
    private let mustStop: () -> Bool

    /// - Parameter mustStop: Asked between batches; see `ProjectionError.interrupted`.
    package init(
        of source: ProjectedSource, connection: Connection, owner: String,
        limits: ProjectionLimits = ProjectionLimits(), mustStop: @escaping () -> Bool = { false }
    ) {
        self.source = source
        self.connection = connection
        self.owner = owner
        self.limits = limits
        self.mustStop = mustStop
        store = GenerationStore(connection: connection)
    }

    /// Builds, catches up, judges as far as the active generation, and switches; the new active
    /// generation.
    ///
    /// `newNumber` is taken when there is nothing to continue: see `GenerationStore.nextNumber`.
    package func run(
        newNumber: Int32, progress: (ReprojectionProgress) -> Void
    ) throws -> Generation {
        let owned = try own(try build(newNumber: newNumber))
        let background = try BackgroundWriter(connection.settings)
        defer { background.stop() }
        let projector = try Projector(
            owned, of: source, connection: connection, limits: limits, background: background)
        do {
            try build(projector, progress)
        } catch {
            // The lease runs out by itself when even this fails.
            if connection.isUsable { try? store.release(projector.generation) }
            throw error
        }
        var built = projector.generation
        built.state = .active
        return built
    }

    private func build(
        _ projector: Projector, _ progress: (ReprojectionProgress) -> Void
    ) throws {
        try catchUp(projector, progress)
        if projector.generation.state == .building {
            while try !isSwitched(to: projector) { try catchUp(projector, progress) }
        } else {
            // The very first generation is active from the start.
            try store.release(projector.generation)
        }
    }

    /// The unfinished generation to continue, or a new one.
    private func build(newNumber: Int32) throws(PostgresError) -> Generation {
        let digest = SHA256.digest(of: Array(source.settings.canonicalText.utf8))
        let unfinished = try store.all(source: source.sourceID).last {
            $0.state == .building && $0.settingsDigest == digest && $0.build == foldVersion
        }
        if let unfinished { return unfinished }
        return try store.create(
            source: source.sourceID, number: newNumber, name: nil, settings: source.settings.json,
            settingsDigest: digest)
    }

    /// Takes the lease; waits for that of a run that was killed to end.
    private func own(_ generation: Generation) throws -> Generation {
        let deadline = ContinuousClock.now + .seconds(Int(limits.leaseSeconds) + 1)
        while true {
            if let owned = try store.acquire(
                generation, owner: owner, seconds: limits.leaseSeconds)
            {
                return owned
            }
            guard ContinuousClock.now < deadline else {
                throw ProjectionError.busy(source: source.name, generation: generation.name)
            }
            if mustStop() { throw interrupted(generation) }
            // The server waits: this thread has a connection and nothing else to do.
            _ = try connection.query("SELECT pg_catalog.pg_sleep(0.2)")
        }
    }

    private func catchUp(
        _ projector: Projector, _ progress: (ReprojectionProgress) -> Void
    ) throws {
        let began = ContinuousClock.now
        var count = 0
        while true {
            if mustStop() {
                try projector.settle()
                throw interrupted(projector.generation)
            }
            let folded = try projector.foldBatch()
            if folded == 0 { return }
            count += folded
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            let checkpoint = projector.generation.checkpoint
            progress(
                ReprojectionProgress(
                    generation: projector.generation.name, folded: checkpoint,
                    head: max(checkpoint, try store.head(source: source.sourceID)),
                    eventsPerSecond: Double(count) / max(seconds, 0.001)))
        }
    }

    /// Folds the last events while the active generation holds still, and switches; false when
    /// those need more care than fits into one transaction.
    ///
    /// Readers see the old books or the new ones, and the new are never behind the old: the lock on
    /// the row of the active generation lets its projector's next commit wait, for some
    /// milliseconds, and then fail.
    private func isSwitched(to projector: Projector) throws -> Bool {
        do {
            try connection.transaction(throwingAny: .readCommitted) {
                if let active = try store.lockActive(source: source.sourceID) {
                    try projector.follow(active)
                }
                guard try store.activate(projector.generation) else {
                    throw ProjectionError.leaseLost(
                        source: source.name, generation: projector.generation.name)
                }
            }
            return true
        } catch let error as PostgresError where error.isRefusedByProjection {
            // Outside of this transaction the projector finds the culprit.
            projector.startAgain()
            return false
        }
    }

    private func interrupted(_ generation: Generation) -> ProjectionError {
        .interrupted(
            source: source.name, generation: generation.name, checkpoint: generation.checkpoint)
    }
}
