package import Postgres
import Schema

/// An invariant of the books that does not hold: a defect of ours, or somebody changed the tables.
package struct CheckFailure: Hashable, Sendable {
    /// The name of the check: `accounts_equal_entries`.
    package var name: String
    package var source: String
    /// The first offending rows, each in one line: `generation g1, account_id a, posted 5, …`.
    package var rows: [String]
    /// How many rows offend in all.
    package var count: Int
}

/// The ledger's invariants, asked of the tables: see `sql/checks`.
package enum InvariantChecks {
    private static let shownRows = 5

    /// Runs every check over the generations that are in use; empty when all hold.
    ///
    /// Each check sees one moment of the tables, so that a projector may go on meanwhile. Costs a
    /// pass over the entries.
    ///
    /// - Parameter source: Only this source's rows.
    package static func run(
        on connection: Connection, source: String? = nil
    ) throws(PostgresError) -> [CheckFailure] {
        try connection.transaction(readOnly: true) { () throws(PostgresError) in
            // Whole tables meet here: a young table without statistics must not tempt the planner
            // into comparing every row with every other.
            try connection.execute(
                """
                SET LOCAL enable_nestloop = off; SET LOCAL enable_hashjoin = on;
                SET LOCAL enable_seqscan = on
                """)
            var failures: [CheckFailure] = []
            for check in Schema.checks {
                let table = try connection.queryText(
                    """
                    SELECT * FROM (\(check.sql)) AS offending
                    WHERE source = $1 OR $1 IS NULL
                    """, [.text(source)])
                failures += Self.failures(of: check.name, in: table)
            }
            return failures
        }
    }

    /// The rows of a check, gathered by source.
    private static func failures(of name: String, in table: TextTable) -> [CheckFailure] {
        guard let place = table.columns.firstIndex(of: "source") else { return [] }
        var failures: [String: CheckFailure] = [:]
        for row in table.rows {
            let source = row[place] ?? "?"
            var failure =
                failures[source] ?? CheckFailure(name: name, source: source, rows: [], count: 0)
            failure.count += 1
            if failure.rows.count < shownRows { failure.rows.append(words(row, table.columns)) }
            failures[source] = failure
        }
        return failures.values.sorted { $0.source < $1.source }
    }

    private static func words(_ row: [String?], _ columns: [String]) -> String {
        zip(columns, row).compactMap { column, value in
            column == "source" ? nil : value.map { "\(column) \($0)" }
        }.joined(separator: ", ")
    }
}
