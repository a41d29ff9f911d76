import Configuration
import Cryptography
package import Postgres

/// How far a re-projection has come.
package struct ReprojectionProgress: Hashable, Sendable {
    package var generation: String
    /// Positions folded, of those that the log has now.
    package var folded: Int64
    package var head: Int64
}

/// Builds the next generation of a source beside the active one, while intake and the active
/// projector go on, and switches to it when it has caught up.
///
/// An unfinished one of the same settings and code is continued, so that an interrupted run loses
/// nothing; the switch is an UPDATE of one row.
package struct Reprojection {
    private let source: ProjectedSource
    private let connection: Connection
    private let store: GenerationStore
    private let owner: String
    private let limits: ProjectionLimits

    package init(
        of source: ProjectedSource, connection: Connection, owner: String,
        limits: ProjectionLimits = ProjectionLimits()
    ) {
        self.source = source
        self.connection = connection
        self.owner = owner
        self.limits = limits
        store = GenerationStore(connection: connection)
    }

    /// Builds, catches up, judges up to now, and switches; the new active generation.
    ///
    /// `newNumber` is taken when there is nothing to continue: see `GenerationStore.nextNumber`.
    package func run(
        newNumber: Int32, progress: (ReprojectionProgress) -> Void
    ) throws -> Generation {
        let built = try build(newNumber: newNumber)
        guard let owned = try store.acquire(built, owner: owner, seconds: limits.leaseSeconds)
        else {
            throw ProjectionError.leaseLost(source: source.name, generation: built.name)
        }
        let projector = try Projector(owned, of: source, connection: connection, limits: limits)
        var head = try store.head(source: source.sourceID)
        while try projector.foldBatch() > 0 {
            if projector.generation.checkpoint > head {
                head = try store.head(source: source.sourceID)
            }
            progress(
                ReprojectionProgress(
                    generation: built.name, folded: projector.generation.checkpoint, head: head))
        }
        // Deadlines that passed are part of the books: the active generation has them, too.
        try projector.sweep()
        guard try store.activate(projector.generation) else {
            throw ProjectionError.leaseLost(source: source.name, generation: built.name)
        }
        try store.release(projector.generation)
        return projector.generation
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
}

extension GenerationStore {
    /// The last position of a source's log.
    func head(source: Int32) throws(PostgresError) -> Int64 {
        try connection.query(
            "SELECT position FROM log.head WHERE source_id = $1", [.int32(source)]
        ).onlyRow().int64(0)
    }

    /// Makes an owned generation the active one and retires the one before; false when the lease
    /// was lost.
    ///
    /// Updates of rows, no DDL: readers see the old books or the new, never none.
    func activate(_ generation: Generation) throws(PostgresError) -> Bool {
        let key: [Parameter] = [.int32(generation.sourceID), .int32(generation.number)]
        return try connection.transaction { () throws(PostgresError) in
            let taken = try connection.query(
                """
                UPDATE projection.generation SET state = 'active'
                WHERE source_id = $1 AND generation = $2 AND epoch = $3 AND state = 'building'
                """, key + [.int64(generation.epoch)])
            guard taken.affectedRows == 1 else { return false }
            _ = try connection.query(
                """
                UPDATE projection.generation SET state = 'retired'
                WHERE source_id = $1 AND generation <> $2 AND state = 'active'
                """, key)
            _ = try connection.query(
                "UPDATE projection.active SET generation = $2 WHERE source_id = $1", key)
            return true
        }
    }
}
