package import Postgres

/// The moment at which a rebuilt generation stands where the active one does, so that what differs
/// is the rebuild's doing alone.
package struct GenerationMeeting {
    let projector: Projector
    let keeper: LeaseKeeper
    let limits: ProjectionLimits
    let sourceName: String

    /// Keeps the rebuild's lease; throws when it was lost, or the process was told to stop.
    ///
    /// Whoever does something that lasts with what was compared, such as printing it to a reader
    /// who takes his time, calls this about every second.
    package func keepLease() throws { try keeper.keep() }

    /// Compares both as one moment saw them.
    ///
    /// The active projector's next commit waits while the rebuild folds the last events, not while
    /// the tables are compared: that happens in a snapshot. The lease is kept meanwhile, and a stop
    /// that was asked for cancels the comparison.
    ///
    /// - Parameters:
    ///   - open: Opens a connection beside the rebuild's own; called twice.
    ///   - take: Ends the comparison by an error.
    package func compare(
        open: () throws -> Connection, take: (GenerationDifference) throws -> Void
    ) throws -> GenerationComparison {
        let (holding, reading) = (try open(), try open())
        defer {
            holding.close()
            reading.close()
        }
        var failure: (any Error)?
        func attempt(_ body: () throws -> Void) {
            guard failure == nil else { return }
            do { try body() } catch { failure = error }
        }
        do {
            return try reading.transaction(throwingAny: .repeatableRead, readOnly: true) {
                let active = try meetPatiently(holding: holding, reading: reading)
                return try GenerationComparison.compare(
                    active, projector.generation, on: reading,
                    whileTrue: {
                        attempt(keepLease)
                        return failure == nil
                    }
                ) { difference in attempt { try take(difference) } }
            }
        } catch {
            throw failure ?? error
        }
    }

    /// Meets the active generation, as soon as nobody else holds a lock on its row.
    private func meetPatiently(holding: Connection, reading: Connection) throws -> Generation {
        let deadline = ContinuousClock.now + limits.lockPatience
        while true {
            do {
                return try meet(holding: holding, reading: reading)
            } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
                guard ContinuousClock.now < deadline else {
                    throw ProjectionError.locked(
                        source: sourceName, generation: projector.generation.name)
                }
                try keepLease()
            }
        }
    }

    /// The active generation as it stands when the snapshot of the open transaction is taken.
    private func meet(holding: Connection, reading: Connection) throws -> Generation {
        let source = projector.generation.sourceID
        return try holding.transaction(throwingAny: .readCommitted) {
            let store = GenerationStore(connection: holding)
            try store.limitLockWait(milliseconds: limits.lockMilliseconds)
            guard let active = try store.lockActive(source: source)
            else { throw ProjectionError.inconsistent("no generation is active") }
            while try projector.foldBatch(upTo: active.checkpoint) > 0 {}
            try projector.follow(active)
            // The first statement of a repeatable-read transaction takes its snapshot.
            _ = try reading.query("SELECT 1")
            return active
        }
    }
}
