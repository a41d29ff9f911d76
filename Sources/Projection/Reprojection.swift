package import Postgres

/// How far a re-projection has come.
package struct ReprojectionProgress: Hashable, Sendable {
    package var generation: String
    /// Positions folded, of those that there are to fold now.
    package var folded: Int64
    package var head: Int64
    /// Of this run.
    package var eventsPerSecond: Double
}

/// What a re-projection is to give.
package enum ReprojectionGoal: Hashable, Sendable {
    /// Takes the place of the active generation.
    case switching
    /// Is compared with the active generation, and waits.
    case comparison
    /// The books as they were known, kept under a name of their own.
    case books(GenerationEnd, GenerationName)
}

/// Builds the next generation of a source beside the active one, while intake and the active
/// projector go on; compares the two, and switches when it has caught up.
///
/// An unfinished one of the same settings and code is continued, so that an interrupted run loses
/// nothing; the switch is an UPDATE of rows.
package struct Reprojection {
    let source: ProjectedSource
    let connection: Connection
    let store: GenerationStore
    let owner: String
    let limits: ProjectionLimits
    let mustStop: () -> Bool

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

    /// Builds towards the goal; the generation as it then is.
    ///
    /// `newNumber` is taken when there is nothing to continue: see `GenerationStore.nextNumber`.
    ///
    /// - Parameters:
    ///   - name: Of a new generation that takes the active one's place; nil: `g` and its number.
    ///   - compare: Called once, before the switch, unless there is nothing to compare with.
    package func run(
        _ goal: ReprojectionGoal = .switching, newNumber: Int32, name: GenerationName? = nil,
        compare: ((GenerationMeeting) throws -> Void)? = nil,
        progress: (ReprojectionProgress) -> Void
    ) throws -> Generation {
        let chosen = try generation(for: goal, name: name, newNumber: newNumber)
        // An earlier run over several sources was stopped after this one.
        if chosen.state == .kept { return chosen }
        let owned = try own(chosen)
        let background = try BackgroundWriter(connection.settings)
        defer { background.stop() }
        let projector = try Projector(
            owned, of: source, connection: connection, limits: limits, background: background)
        do {
            return try build(projector, goal, compare, progress)
        } catch {
            // The lease runs out by itself when even this fails.
            if connection.isUsable { try? store.release(projector.generation) }
            throw error
        }
    }

    private func build(
        _ projector: Projector, _ goal: ReprojectionGoal,
        _ compare: ((GenerationMeeting) throws -> Void)?,
        _ progress: (ReprojectionProgress) -> Void
    ) throws -> Generation {
        if case .books(let end, _) = goal { return try keep(projector, end, progress) }
        guard projector.generation.state == .building else {
            // The very first generation is active from the start.
            try catchUp(projector, progress)
            try store.release(projector.generation)
            return projector.generation
        }
        if let compare {
            try approachActive(projector, progress)
            try compare(
                GenerationMeeting(
                    projector: projector, keeper: keeper(of: projector), limits: limits,
                    sourceName: source.name))
        }
        if goal == .comparison {
            try store.release(projector.generation)
            return projector.generation
        }
        return try takeOver(projector, progress)
    }

    func keeper(of projector: Projector) -> LeaseKeeper {
        LeaseKeeper(
            projector, store: store, source: source.name, seconds: limits.leaseSeconds,
            mustStop: mustStop)
    }

    /// Folds up to where the books end, judges what was due by then, and puts them away.
    private func keep(
        _ projector: Projector, _ end: GenerationEnd, _ progress: (ReprojectionProgress) -> Void
    ) throws -> Generation {
        try catchUp(projector, upTo: end.position, progress)
        var books = projector.generation
        books.judgedUntil = end.time ?? books.judgedUntil
        try projector.follow(books)
        guard try store.keep(projector.generation) else {
            throw ProjectionError.leaseLost(
                source: source.name, generation: projector.generation.name)
        }
        books = projector.generation
        books.state = .kept
        return books
    }

    /// Folds until what the active generation has more is a batch at most, so that it need not hold
    /// still for long; never past it, so that the two can meet.
    private func approachActive(
        _ projector: Projector, _ progress: (ReprojectionProgress) -> Void
    ) throws {
        try awaitActive(projector)
        var active = try activeGeneration()
        repeat {
            try catchUp(projector, upTo: active.checkpoint, progress)
            active = try activeGeneration()
        } while active.checkpoint - projector.generation.checkpoint > Int64(limits.batchEvents)
    }

    /// A run that was killed before its switch may have come further than the active generation
    /// is: whoever folds that one is given the time to come as far.
    private func awaitActive(_ projector: Projector) throws {
        let deadline = ContinuousClock.now + .seconds(Int(limits.leaseSeconds))
        let keeper = keeper(of: projector)
        while ContinuousClock.now < deadline {
            let active = try activeGeneration()
            guard active.checkpoint < projector.generation.checkpoint, try store.isOwned(active)
            else { return }
            try keeper.keep()
            try pause()
        }
    }

    private func activeGeneration() throws -> Generation {
        guard let active = try store.active(source: source.sourceID) else {
            throw ProjectionError.noBooks(source: source.name)
        }
        return active
    }

    /// The server waits: this thread has a connection and nothing else to do.
    private func pause() throws(PostgresError) {
        _ = try connection.query("SELECT pg_catalog.pg_sleep(0.2)")
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
            try pause()
        }
    }

    /// Folds up to a position, or to the head.
    func catchUp(
        _ projector: Projector, upTo last: Int64? = nil,
        _ progress: (ReprojectionProgress) -> Void
    ) throws {
        let began = ContinuousClock.now
        var count = 0
        while true {
            if mustStop() {
                try projector.settle()
                throw interrupted(projector.generation)
            }
            let folded = try projector.foldBatch(upTo: last)
            if folded == 0 { return }
            count += folded
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            let checkpoint = projector.generation.checkpoint
            let head = try store.head(source: source.sourceID)
            progress(
                ReprojectionProgress(
                    generation: projector.generation.name, folded: checkpoint,
                    head: max(checkpoint, min(last ?? head, head)),
                    eventsPerSecond: Double(count) / max(seconds, 0.001)))
        }
    }

    private func interrupted(_ generation: Generation) -> ProjectionError {
        .interrupted(
            source: source.name, generation: generation.name, checkpoint: generation.checkpoint)
    }
}
