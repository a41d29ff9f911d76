import Configuration
import Cryptography
import Events
import Postgres
import Runtime

/// A source as its worker holds it: the lease on its active generation, and the projector.
///
/// Losing the lease, or a switch to another generation, ends the projector; the next `advance`
/// opens one on whatever is active then.
struct OwnedSource {
    let source: ProjectedSource
    private let connection: Connection
    private let store: GenerationStore
    private let owner: String
    private let limits: ProjectionLimits
    private let logger: Logger
    private var projector: Projector?
    private var lastRenewal: ContinuousClock.Instant = .now
    private var lastSweep: ContinuousClock.Instant = .now
    /// Not before this time is the lease tried again.
    private var retryAt: ContinuousClock.Instant = .now

    init(
        source: ProjectedSource, connection: Connection, owner: String, limits: ProjectionLimits,
        logger: Logger
    ) {
        self.source = source
        self.connection = connection
        self.owner = owner
        self.limits = limits
        self.logger = logger
        store = GenerationStore(connection: connection)
    }

    /// Folds one batch, or, when there is none, keeps the lease and sweeps; the number of events.
    mutating func advance() throws -> Int {
        do {
            guard let projector = try openProjector() else { return 0 }
            let count = try projector.foldBatch()
            if count == 0 { try keep(projector) }
            return count
        } catch ProjectionError.leaseLost(let name, let generation) {
            logger.info(
                "another owner has the projection",
                ["source": .text(name), "generation": .text(generation)])
            projector = nil
            retryAt = .now + .seconds(1)
            return 0
        }
    }

    /// Gives the lease back, so that the next owner need not wait for it to run out.
    mutating func release() {
        guard let held = projector, connection.isUsable else { return }
        projector = nil
        do {
            try store.release(held.generation, owner: owner)
        } catch {
            logger.warning("the lease runs out by itself", ["reason": .text("\(error)")])
        }
    }

    private mutating func keep(_ projector: Projector) throws {
        let now = ContinuousClock.now
        if now - lastRenewal > .seconds(Int(limits.leaseSeconds) / 3) {
            lastRenewal = now
            guard
                try store.acquire(
                    projector.generation, owner: owner, seconds: limits.leaseSeconds)?.epoch
                    == projector.generation.epoch,
                try store.active(source: source.sourceID)?.number == projector.generation.number
            else {
                throw ProjectionError.leaseLost(
                    source: source.name, generation: projector.generation.name)
            }
        }
        if now - lastSweep > .seconds(1), try projector.hasDeadlineDue() {
            lastSweep = now
            try projector.sweep()
        }
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
        let opened = try Projector(owned, of: source, connection: connection, limits: limits)
        projector = opened
        return opened
    }

    /// The active generation; made with the configuration's settings when there is none yet.
    private func activeGeneration() throws -> Generation {
        if let active = try store.active(source: source.sourceID) { return active }
        do {
            return try store.create(
                source: source.sourceID, number: 1, name: nil,
                settings: source.settings.json,
                settingsDigest: SHA256.digest(of: Array(source.settings.canonicalText.utf8)))
        } catch let error where error.isUniqueViolation {
            // Another process made it at the same moment.
            guard let active = try store.active(source: source.sourceID) else { throw error }
            return active
        }
    }
}
