import Postgres

/// Every projected row of one generation as text, to compare generations byte for byte.
struct TableDump: Equatable {
    /// By table.
    let rows: [String: [String]]

    static let tables = [
        "transaction", "card", "account", "report", "entry", "activity", "quarantine", "stream",
        "finding", "finding_history", "deadline", "account_hour",
    ]

    init(_ fixture: ProjectionFixture, source: Int32, generation: Int32) throws {
        var rows: [String: [String]] = [:]
        for table in TableDump.tables {
            rows[table] = try fixture.lines(
                """
                SELECT (to_jsonb(t) - 'source_id' - 'generation')::text
                FROM projection.\(table) t
                WHERE source_id = \(source) AND generation = \(generation) ORDER BY 1
                """)
        }
        self.rows = rows
    }

    var count: Int { rows.values.reduce(0) { $0 + $1.count } }

    /// The first rows in which two dumps differ; empty when they are equal.
    func differences(from other: TableDump) -> [String] {
        TableDump.tables.flatMap { table -> [String] in
            let (mine, theirs) = (rows[table] ?? [], other.rows[table] ?? [])
            if mine == theirs { return [] }
            let (own, others) = (Set(mine), Set(theirs))
            return ["\(table): \(mine.count) rows against \(theirs.count)"]
                + own.subtracting(others).sorted().prefix(2).map { "\(table): - \($0)" }
                + others.subtracting(own).sorted().prefix(2).map { "\(table): + \($0)" }
        }
    }
}
