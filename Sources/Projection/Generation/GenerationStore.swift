import Events
package import Postgres

/// The rows of `projection.generation` and `projection.active`: making, owning, switching and
/// dropping generations.
package struct GenerationStore {
    let connection: Connection

    package init(connection: Connection) {
        self.connection = connection
    }

    private static let columns = """
        g.source_id, g.generation, g.name, g.state, g.checkpoint, g.judged_until, g.transitions,
        g.settings::text, g.settings_digest, g.build, g.epoch
        """

    private func generation(_ row: Row) throws(PostgresError) -> Generation {
        Generation(
            sourceID: try row.int32(0), number: try row.int32(1), name: try row.text(2),
            state: Generation.State(rawValue: try row.text(3)) ?? .retired,
            checkpoint: try row.int64(4), judgedUntil: try row.timestampOrNil(5),
            transitions: try row.int64(6), settings: try row.text(7),
            settingsDigest: try row.bytes(8), build: try row.text(9), epoch: try row.int64(10))
    }

    /// The generation that the views show; nil before the first fold.
    package func active(source: Int32) throws(PostgresError) -> Generation? {
        let rows = try connection.query(
            """
            SELECT \(Self.columns) FROM projection.active a
            JOIN projection.generation g USING (source_id, generation) WHERE a.source_id = $1
            """, [.int32(source)])
        return try rows.first.map { row throws(PostgresError) in try generation(row) }
    }

    /// Every generation of a source, the oldest first.
    package func all(source: Int32) throws(PostgresError) -> [Generation] {
        let rows = try connection.query(
            """
            SELECT \(Self.columns) FROM projection.generation g WHERE g.source_id = $1
            ORDER BY g.generation
            """, [.int32(source)])
        var generations: [Generation] = []
        for row in rows { generations.append(try generation(row)) }
        return generations
    }

    package func named(_ name: String, source: Int32) throws(PostgresError) -> Generation? {
        try all(source: source).first { $0.name == name }
    }

    /// Makes the next generation of a source; the very first one becomes active at once.
    ///
    /// `name` defaults to `g` and the number. Numbers are shared by all sources so that partitions
    /// are too.
    package func create(
        source: Int32, number: Int32, name: String?, settings: String, settingsDigest: [UInt8]
    ) throws(PostgresError) -> Generation {
        _ = try connection.query("SELECT projection.create_partitions($1)", [.int32(number)])
        return try connection.transaction { () throws(PostgresError) -> Generation in
            let isFirst = try active(source: source) == nil
            let rows = try connection.query(
                """
                INSERT INTO projection.generation AS g
                    (source_id, generation, name, state, settings, settings_digest, build)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                RETURNING \(Self.columns)
                """,
                [
                    .int32(source), .int32(number), .text(name ?? "g\(number)"),
                    .text(isFirst ? "active" : "building"), .jsonb(settings),
                    .bytes(settingsDigest), .text(foldVersion),
                ])
            if isFirst {
                _ = try connection.query(
                    "INSERT INTO projection.active (source_id, generation) VALUES ($1, $2)",
                    [.int32(source), .int32(number)])
            }
            guard let row = rows.first else {
                throw PostgresError(
                    sqlState: .unexpectedResult, message: "INSERT … RETURNING gave no row")
            }
            return try generation(row)
        }
    }

    /// The number of the generation to build next: one past the greatest of any source.
    package func nextNumber() throws(PostgresError) -> Int32 {
        let rows = try connection.query(
            "SELECT coalesce(max(generation), 0) + 1 FROM projection.generation")
        return try rows.first?.int32(0) ?? 1
    }
}

extension GenerationStore {
    /// Takes or renews the lease; nil while another owner's lease runs.
    ///
    /// A forced take-over makes the former owner's next commit fail.
    package func acquire(
        _ generation: Generation, owner: String, seconds: Int32, isForced: Bool = false
    ) throws(PostgresError) -> Generation? {
        let rows = try connection.query(
            """
            UPDATE projection.generation g
            SET owner = $3, lease_until = clock_timestamp() + make_interval(secs => $4),
                epoch = g.epoch + CASE WHEN g.owner = $3 THEN 0 ELSE 1 END
            WHERE g.source_id = $1 AND g.generation = $2
              AND (g.owner IS NULL OR g.owner = $3 OR $5
                   OR g.lease_until IS NULL OR g.lease_until < clock_timestamp())
            RETURNING \(Self.columns)
            """,
            [
                .int32(generation.sourceID), .int32(generation.number), .text(owner),
                .int32(seconds), .bool(isForced),
            ])
        return try rows.first.map { row throws(PostgresError) in try self.generation(row) }
    }

    /// Gives the lease back, so that the next owner need not wait for it to run out.
    package func release(_ generation: Generation, owner: String) throws(PostgresError) {
        _ = try connection.query(
            """
            UPDATE projection.generation SET owner = NULL, lease_until = NULL
            WHERE source_id = $1 AND generation = $2 AND owner = $3
            """, [.int32(generation.sourceID), .int32(generation.number), .text(owner)])
    }

    /// Stores how far the fold came, within the transaction that writes its rows; false when the
    /// lease was lost or the generation retired.
    func advance(
        _ generation: Generation, checkpoint: Int64, judgedUntil: Timestamp?, transitions: Int64,
        leaseSeconds: Int32
    ) throws(PostgresError) -> Bool {
        let rows = try connection.query(
            """
            UPDATE projection.generation
            SET checkpoint = $4, judged_until = greatest(judged_until, $5), transitions = $6,
                lease_until = clock_timestamp() + make_interval(secs => $7)
            WHERE source_id = $1 AND generation = $2 AND epoch = $3 AND checkpoint <= $4
              AND state <> 'retired'
            RETURNING epoch
            """,
            [
                .int32(generation.sourceID), .int32(generation.number), .int64(generation.epoch),
                .int64(checkpoint), .timestamp(judgedUntil), .int64(transitions),
                .int32(leaseSeconds),
            ])
        return rows.first != nil
    }

    /// Makes the generation the active one of its source: an UPDATE of one row, no DDL.
    package func activate(_ generation: Generation) throws(PostgresError) {
        try connection.transaction { () throws(PostgresError) in
            _ = try connection.query(
                """
                UPDATE projection.generation SET state = 'retired'
                WHERE source_id = $1 AND state = 'active' AND generation <> $2
                """, [.int32(generation.sourceID), .int32(generation.number)])
            _ = try connection.query(
                """
                UPDATE projection.generation SET state = 'active'
                WHERE source_id = $1 AND generation = $2
                """, [.int32(generation.sourceID), .int32(generation.number)])
            _ = try connection.query(
                """
                INSERT INTO projection.active (source_id, generation) VALUES ($1, $2)
                ON CONFLICT (source_id) DO UPDATE SET generation = excluded.generation
                """, [.int32(generation.sourceID), .int32(generation.number)])
        }
    }
}
