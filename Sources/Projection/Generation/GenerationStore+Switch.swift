import Postgres

extension GenerationStore {
    /// The last position of a source's log.
    func head(source: Int32) throws(PostgresError) -> Int64 {
        try connection.query(
            "SELECT position FROM log.head WHERE source_id = $1", [.int32(source)]
        ).onlyRow().int64(0)
    }

    /// Lets every statement of the open transaction fail that waits longer for a lock.
    func limitLockWait(milliseconds: Int) throws(PostgresError) {
        try connection.execute("SET LOCAL lock_timeout = \(milliseconds)")
    }

    /// The active generation, which then cannot move on until the transaction ends.
    func lockActive(source: Int32) throws(PostgresError) -> Generation? {
        guard let active = try active(source: source) else { return nil }
        let locked = try generations(
            """
            SELECT \(Self.columns) FROM projection.generation g
            WHERE g.source_id = $1 AND g.generation = $2 FOR UPDATE
            """, [.int32(source), .int32(active.number)]
        ).first
        guard let locked else { return nil }
        // Another re-projection switched while the row was waited for.
        return locked.state == .active ? locked : try lockActive(source: source)
    }

    /// Makes an owned generation the active one, retires the one before and ends both leases; false
    /// when its own was lost.
    ///
    /// Updates of rows, no DDL: readers see the old books or the new, never none. Call it within a
    /// transaction.
    func activate(_ generation: Generation) throws(PostgresError) -> Bool {
        let key: [Parameter] = [.int32(generation.sourceID), .int32(generation.number)]
        let taken = try connection.query(
            """
            UPDATE projection.generation SET state = 'active', owner = NULL, lease_until = NULL
            WHERE source_id = $1 AND generation = $2 AND epoch = $3 AND state = 'building'
              AND until_position IS NULL
            """, key + [.int64(generation.epoch)])
        guard taken.affectedRows == 1 else { return false }
        _ = try connection.query(
            """
            UPDATE projection.generation SET state = 'retired', owner = NULL, lease_until = NULL
            WHERE source_id = $1 AND generation <> $2 AND state = 'active'
            """, key)
        _ = try connection.query(
            "UPDATE projection.active SET generation = $2 WHERE source_id = $1", key)
        return true
    }

    /// Ends the building of a generation that has an end, and gives the lease back; false when the
    /// lease was lost.
    func keep(_ generation: Generation) throws(PostgresError) -> Bool {
        try connection.query(
            """
            UPDATE projection.generation SET state = 'kept', owner = NULL, lease_until = NULL
            WHERE source_id = $1 AND generation = $2 AND epoch = $3 AND state = 'building'
              AND checkpoint = until_position
            """,
            [
                .int32(generation.sourceID), .int32(generation.number), .int64(generation.epoch),
            ]
        ).affectedRows == 1
    }

    /// Drops a generation that is neither active nor being built; its rows go with it.
    ///
    /// Where no other source uses its partitions they are dropped, else the source's rows are
    /// deleted. Waits at most two seconds for readers: `ProjectionError.generationRead`.
    package func drop(named name: String, source: Int32) throws {
        do {
            try dropNow(named: name, source: source)
        } catch let error as PostgresError {
            throw error.sqlState == .lockNotAvailable
                ? ProjectionError.generationRead(name) as any Error : error
        }
    }

    private func dropNow(named name: String, source: Int32) throws {
        guard let generation = try named(name, source: source) else {
            throw ProjectionError.unknownGeneration(name)
        }
        let key: [Parameter] = [.int32(source), .int32(generation.number)]
        try connection.transaction(throwingAny: .readCommitted) {
            let gone = try connection.query(
                """
                DELETE FROM projection.generation
                WHERE source_id = $1 AND generation = $2 AND state <> 'active'
                  AND (owner IS NULL OR lease_until < clock_timestamp())
                """, key)
            guard gone.affectedRows == 1 else { throw ProjectionError.generationInUse(name) }
            let others = try connection.query(
                "SELECT EXISTS (SELECT FROM projection.generation WHERE generation = $1)",
                [.int32(generation.number)]
            ).onlyRow().bool(0)
            guard others else {
                _ = try connection.query(
                    "SELECT projection.drop_partitions($1)", [.int32(generation.number)])
                return
            }
            for row in try connection.query("SELECT unnest(projection.entity_tables())") {
                _ = try connection.query(
                    """
                    DELETE FROM projection.\(try row.text(0))
                    WHERE source_id = $1 AND generation = $2
                    """, key)
            }
        }
    }
}
