import Configuration
import Events
import Postgres
import Runtime

/// A source as its worker holds it: the lease on its active generation, and the projector.
///
/// Losing the lease, a switch to another generation or an error ends the projector; a later
/// `advance` opens one on whatever is active then, from its checkpoint.
struct OwnedSource {
    let source: ProjectedSource
    private let connection: Connection
    private let background: BackgroundWriter
    private let store: GenerationStore
    private let owner: String
    private let limits: ProjectionLimits
    private let logger: Logger
    private var projector: Projector?
    private var lastRenewal: ContinuousClock.Instant = .now
    /// When an idle source was last looked after.
    private var lastCare: ContinuousClock.Instant = .now
    /// Not before this time a projector is opened again.
    private var retryAt: ContinuousClock.Instant = .now
    /// Errors since the last success.
    private var failures = 0

    init(
        source: ProjectedSource, connection: Connection, background: BackgroundWriter,
        owner: String, limits: ProjectionLimits, logger: Logger
    ) {
        self.source = source
        self.connection = connection
        self.background = background
        self.owner = owner
        self.limits = limits
        self.logger = logger
        store = GenerationStore(connection: connection)
    }

    /// What a call of `advance` came to.
    struct Advance {
        /// Events whose rows were committed meanwhile.
        var committed = 0
        /// There was nothing to fold.
        var isIdle = true
    }

    /// Folds one batch, or, when there is none, keeps the lease and sweeps.
    ///
    /// Throws only when the connection is lost: what is wrong with one source must not stop the
    /// others that share the connection.
    mutating func advance() throws(PostgresError) -> Advance {
        do {
            guard let projector = try openProjector() else { return Advance() }
            let before = projector.stored.checkpoint
            let count = try projector.foldBatch()
            if count == 0 { try care(for: projector) }
            failures = 0
            return Advance(
                committed: Int(projector.stored.checkpoint - before), isIdle: count == 0)
        } catch ProjectionError.leaseLost(let name, let generation) {
            logger.info(
                "the projection has another owner, or another generation is active",
                ["source": .text(name), "generation": .text(generation)])
            close(retryAfter: .milliseconds(200))
        } catch let error as PostgresError where error.isConnectionLost || !connection.isUsable {
            projector = nil
            throw error
        } catch {
            failures += 1
            close(retryAfter: .milliseconds(min(30_000, 100 << min(failures, 9))))
            logger.error(
                "a source cannot be projected; it is tried again",
                ["source": .text(source.name), "reason": .text("\(error)")])
        }
        return Advance()
    }

    /// Gives the lease back, so that the next owner need not wait for it to run out.
    mutating func release() {
        guard let held = projector, connection.isUsable else { return }
        projector = nil
        do {
            try held.settle()
            try store.release(held.generation)
        } catch {
            logger.warning("the lease runs out by itself", ["reason": .text("\(error)")])
        }
    }

    /// After an error the memory is ahead of the tables: it is thrown away.
    private mutating func close(retryAfter pause: Duration) {
        projector = nil
        retryAt = .now + pause
    }

    /// Once a second: follows a switch of the generation, renews the lease, fires deadlines.
    private mutating func care(for projector: Projector) throws {
        let now = ContinuousClock.now
        guard now - lastCare > .seconds(1) else { return }
        lastCare = now
        let held = projector.generation
        guard try store.active(source: source.sourceID)?.number == held.number else {
            throw ProjectionError.leaseLost(source: source.name, generation: held.name)
        }
        if now - lastRenewal > .seconds(Int(limits.leaseSeconds) / 3) {
            lastRenewal = now
            guard try store.renew(held, seconds: limits.leaseSeconds) else {
                throw ProjectionError.leaseLost(source: source.name, generation: held.name)
            }
        }
        if try projector.hasDeadlineDue() { try projector.sweep() }
    }

    private mutating func openProjector() throws -> Projector? {
        if let projector { return projector }
        guard ContinuousClock.now >= retryAt else { return nil }
        let generation = try activeGeneration()
        guard
            let owned = try store.acquire(
                generation, owner: owner, seconds: limits.leaseSeconds)
        else {
            retryAt = .now + .seconds(1)
            return nil
        }
        lastRenewal = .now
        let opened = try Projector(
            owned, of: source, connection: connection, limits: limits, background: background)
        projector = opened
        return opened
    }

    /// The active generation; made with the configuration's settings when there is none yet.
    private func activeGeneration() throws -> Generation {
        if let active = try store.active(source: source.sourceID) { return active }
        do {
            return try store.create(
                source: source.sourceID, number: 1, name: nil,
                settings: source.settings.json, settingsDigest: source.settings.digest)
        } catch let error where error.isUniqueViolation {
            // Another process made it at the same moment.
            guard let active = try store.active(source: source.sourceID) else { throw error }
            return active
        }
    }
}
