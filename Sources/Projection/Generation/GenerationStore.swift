import Events
package import Postgres

/// The rows of `projection.generation` and `projection.active`: making, owning, switching and
/// dropping generations.
package struct GenerationStore {
    let connection: Connection

    package init(connection: Connection) {
        self.connection = connection
    }

    /// The columns of a generation, as a SELECT of `g` lists them.
    static let columns = GenerationTable.selection(of: "g")

    /// The generations that a query of those columns gives.
    func generations(
        _ sql: String, _ parameters: [Parameter]
    ) throws(PostgresError) -> [Generation] {
        var generations: [Generation] = []
        for row in StoredRows(try connection.query(sql, parameters)) {
            generations.append(try GenerationTable.generation(row))
        }
        return generations
    }

    /// The generation that the views show; nil before the first fold.
    package func active(source: Int32) throws(PostgresError) -> Generation? {
        try generations(
            """
            SELECT \(Self.columns) FROM projection.active a
            JOIN projection.generation g USING (source_id, generation) WHERE a.source_id = $1
            """, [.int32(source)]
        ).first
    }

    /// Every generation of a source, the oldest first.
    package func all(source: Int32) throws(PostgresError) -> [Generation] {
        try generations(
            """
            SELECT \(Self.columns) FROM projection.generation g WHERE g.source_id = $1
            ORDER BY g.generation
            """, [.int32(source)])
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
            let generation = Generation(
                sourceID: source, number: number, name: name ?? "g\(number)",
                state: isFirst ? .active : .building, checkpoint: 0, end: end, transitions: 0,
                settings: settings, settingsDigest: settingsDigest, build: foldVersion, epoch: 0)
            let layout = GenerationTable.layout
            let made = try generations(
                "\(layout.insert) RETURNING \(GenerationTable.selection(of: "t"))",
                layout.cells.map { $0.array([generation]) })
            if isFirst {
                _ = try connection.query(
                    "INSERT INTO projection.active (source_id, generation) VALUES ($1, $2)",
                    [.int32(source), .int32(number)])
            }
            return made.first ?? generation
        }
    }

    /// The number of the generation to build next: one past the greatest of any source.
    package func nextNumber() throws(PostgresError) -> Int32 {
        let rows = try connection.query(
            "SELECT coalesce(max(generation), 0) + 1 FROM projection.generation")
        return try rows.first?.int32(0) ?? 1
    }
}
