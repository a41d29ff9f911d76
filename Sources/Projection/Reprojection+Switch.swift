import Postgres

// The end of a rebuild that is to take the active generation's place.

extension Reprojection {
    /// Puts the rebuilt generation in the active one's place.
    ///
    /// Never waits long for a lock, because the active projector would wait behind it: it tries
    /// again, and gives up when the lock lasts.
    func takeOver(
        _ projector: Projector, _ progress: (ReprojectionProgress) -> Void
    ) throws -> Generation {
        let keeper = keeper(of: projector)
        var deadline: ContinuousClock.Instant?
        while true {
            try catchUp(projector, progress)
            do {
                guard try isSwitched(to: projector) else { continue }
                var built = projector.generation
                built.state = .active
                return built
            } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
                projector.startAgain()
                let end = deadline ?? .now + limits.lockPatience
                deadline = end
                guard ContinuousClock.now < end else {
                    throw ProjectionError.locked(
                        source: source.name, generation: projector.generation.name)
                }
                try keeper.keep()
            }
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
                try store.limitLockWait(milliseconds: limits.lockMilliseconds)
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
}
