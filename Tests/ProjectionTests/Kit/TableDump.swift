import Postgres

/// Every projected row of one generation as text, to compare generations byte for byte.
struct TableDump: Equatable {
    /// By table.
    let rows: [String: [String]]

    static let tables = [
        "transaction", "card", "account", "report", "entry", "activity", "quarantine", "stream",
        "finding", "finding_history", "deadline",
    ]

    init(_ fixture: ProjectionFixture, source: Int32, generation: Int32) throws {
        var rows: [String: [String]] = [:]
        for table in TableDump.tables {
            rows[table] = try fixture.lines(
                """
                SELECT to_jsonb(t) - 'source_id' - 'generation' AS row
                FROM projection.\(table) t
                WHERE source_id = \(source) AND generation = \(generation) ORDER BY row::text
                """)
        }
        self.rows = rows
    }

    var count: Int { rows.values.reduce(0) { $0 + $1.count } }

    /// The first rows in which two dumps differ; empty when they are equal.
    func differences(from other: TableDump) -> [String] {
        TableDump.tables.flatMap { table -> [String] in
            let (mine, theirs) = (Set(rows[table] ?? []), Set(other.rows[table] ?? []))
            return mine.subtracting(theirs).sorted().prefix(2).map { "\(table): - \($0)" }
                + theirs.subtracting(mine).sorted().prefix(2).map { "\(table): + \($0)" }
        } + (self == other || Set(rows.values.map(\.count)) == Set(other.rows.values.map(\.count))
            ? [] : ["the number of rows differs"])
    }
}
