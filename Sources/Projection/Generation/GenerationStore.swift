import Events
package import Postgres

/// The rows of `projection.generation` and `projection.active`: making, owning, switching and
/// dropping generations.
package struct GenerationStore {
    let connection: Connection

    package init(connection: Connection) {
        self.connection = connection
    }

    static let columns = """
        g.source_id, g.generation, g.name, g.state, g.checkpoint, g.judged_until, g.transitions,
        g.settings::text, g.settings_digest, g.build, g.epoch, g.until_position, g.until_time
        """

    func generation(_ row: Row) throws(PostgresError) -> Generation {
        Generation(
            sourceID: try row.int32(0), number: try row.int32(1), name: try row.text(2),
            state: Generation.State(rawValue: try row.text(3)) ?? .retired,
            checkpoint: try row.int64(4), judgedUntil: try row.timestampOrNil(5),
            end: try end(row), transitions: try row.int64(6), settings: try row.text(7),
            settingsDigest: try row.bytes(8), build: try row.text(9), epoch: try row.int64(10))
    }

    private func end(_ row: Row) throws(PostgresError) -> GenerationEnd? {
        guard let position = try row.int64OrNil(11) else { return nil }
        return GenerationEnd(position: position, time: try row.timestampOrNil(12))
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

    /// Makes a generation of a source; the very first one that follows the log becomes active at
    /// once.
    ///
    /// `name` defaults to `g` and the number. Numbers are shared by all sources so that partitions
    /// are too. Partitions and row come in one transaction, so that nobody who drops unused
    /// partitions can come between them. A number that the source has already is a unique
    /// violation.
    package func create(
        source: Int32, number: Int32, name: String?, settings: String, settingsDigest: [UInt8],
        end: GenerationEnd? = nil
    ) throws(PostgresError) -> Generation {
        try connection.transaction { () throws(PostgresError) -> Generation in
            _ = try connection.query("SELECT projection.create_partitions($1)", [.int32(number)])
            let isFirst = end == nil ? try active(source: source) == nil : false
            let row = try connection.query(
                """
                INSERT INTO projection.generation AS g
                    (source_id, generation, name, state, settings, settings_digest, build,
                     until_position, until_time)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                RETURNING \(Self.columns)
                """,
                [
                    .int32(source), .int32(number), .text(name ?? "g\(number)"),
                    .text(isFirst ? "active" : "building"), .jsonb(settings),
                    .bytes(settingsDigest), .text(foldVersion), .int64(end?.position),
                    .timestamp(end?.time),
                ]
            ).onlyRow()
            if isFirst {
                _ = try connection.query(
                    "INSERT INTO projection.active (source_id, generation) VALUES ($1, $2)",
                    [.int32(source), .int32(number)])
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
