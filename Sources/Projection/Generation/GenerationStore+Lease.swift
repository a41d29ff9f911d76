import Events
package import Postgres

extension GenerationStore {
    /// Takes the lease; nil while another owner's lease runs.
    ///
    /// Every taking raises the epoch, also by the same owner: whoever held the lease before, a
    /// process of the same name included, fails at its next commit. A forced one does not wait for
    /// the other lease to end.
    package func acquire(
        _ generation: Generation, owner: String, seconds: Int32, isForced: Bool = false
    ) throws(PostgresError) -> Generation? {
        try generations(
            """
            UPDATE projection.generation g
            SET owner = $3, lease_until = clock_timestamp() + make_interval(secs => $4),
                epoch = g.epoch + 1
            WHERE g.source_id = $1 AND g.generation = $2
              AND (g.owner IS NULL OR g.owner = $3 OR $5
                   OR g.lease_until IS NULL OR g.lease_until < clock_timestamp())
            RETURNING \(Self.columns)
            """,
            [
                .int32(generation.sourceID), .int32(generation.number), .text(owner),
                .int32(seconds), .bool(isForced),
            ]
        ).first
    }

    /// Keeps an idle lease alive; false when it was lost.
    func renew(_ generation: Generation, seconds: Int32) throws(PostgresError) -> Bool {
        try connection.query(
            """
            UPDATE projection.generation
            SET lease_until = clock_timestamp() + make_interval(secs => $4)
            WHERE source_id = $1 AND generation = $2 AND epoch = $3 AND owner IS NOT NULL
            """,
            [
                .int32(generation.sourceID), .int32(generation.number), .int64(generation.epoch),
                .int32(seconds),
            ]
        ).affectedRows == 1
    }

    /// Whether a process that is alive, as far as its lease tells, folds the generation.
    package func isOwned(_ generation: Generation) throws(PostgresError) -> Bool {
        try connection.query(
            """
            SELECT EXISTS (SELECT FROM projection.generation
                WHERE source_id = $1 AND generation = $2 AND owner IS NOT NULL
                  AND lease_until > clock_timestamp())
            """, [.int32(generation.sourceID), .int32(generation.number)]
        ).onlyRow().bool(0)
    }

    /// Gives the lease back, so that the next owner need not wait for it to run out; does nothing
    /// when it was lost meanwhile.
    package func release(_ generation: Generation) throws(PostgresError) {
        _ = try connection.query(
            """
            UPDATE projection.generation SET owner = NULL, lease_until = NULL
            WHERE source_id = $1 AND generation = $2 AND epoch = $3
            """,
            [
                .int32(generation.sourceID), .int32(generation.number), .int64(generation.epoch),
            ])
    }

    /// Stores how far the fold came, within the transaction that writes its rows; false when the
    /// lease was lost, the generation retired, or the tables are not where the memory began.
    func advance(
        _ generation: Generation, checkpoint: Int64, judgedUntil: Timestamp?, transitions: Int64,
        leaseSeconds: Int32
    ) throws(PostgresError) -> Bool {
        try connection.query(
            """
            UPDATE projection.generation
            SET checkpoint = $4, judged_until = greatest(judged_until, $5), transitions = $6,
                lease_until = clock_timestamp() + make_interval(secs => $7)
            WHERE source_id = $1 AND generation = $2 AND epoch = $3 AND owner IS NOT NULL
              AND checkpoint = $8 AND transitions = $9 AND state IN ('building', 'active')
            """,
            [
                .int32(generation.sourceID), .int32(generation.number), .int64(generation.epoch),
                .int64(checkpoint), .timestamp(judgedUntil), .int64(transitions),
                .int32(leaseSeconds), .int64(generation.checkpoint),
                .int64(generation.transitions),
            ]
        ).affectedRows == 1
    }
}
