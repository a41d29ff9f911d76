import Events
import Money
import Postgres
import Reconciliation

/// Writes what a batch changed: new rows by COPY, changed ones by one statement per table, every
/// column an array.
struct ProjectionWriter {
    let connection: Connection
    let identifiers: Identifiers
    let sourceID: Int32
    let generation: Int32

    /// Writes every set; call it inside the transaction that advances the checkpoint.
    func write(_ output: FoldOutput, transitionsBefore: Int64) throws {
        try addTransactions(output.newTransactions)
        try writeTransactions(output.transactions)
        try writeCards(output.cards)
        try writeAccounts(output.accounts)
        try deleteAccounts(output.emptyAccounts)
        try writeHouses(output.houses.map { ($0.key, $0.value) })
        try writeReports(output.reports)
        // Closings come first: an entry that changes is closed and opened under one id.
        try closeEntries(output.closedEntries)
        try openEntries(output.openedEntries)
        try writeActivities(output.activities)
        try writeQuarantine(output.quarantined)
        try writeStreams(output.streams)
        try writeFindings(output.findings)
        try writeTransitions(output.transitions, after: transitionsBefore)
        try writeDeadlines(output.deadlines)
    }

    /// Runs a statement whose first two parameters are source and generation.
    @discardableResult
    func run(_ sql: String, _ columns: [Parameter]) throws(PostgresError) -> QueryResult {
        try connection.query(sql, [.int32(sourceID), .int32(generation)] + columns)
    }

    /// Adds rows that are not there yet; `fields` appends the columns' values in their order.
    func add<Element>(
        _ rows: [Element], to table: CopyTarget,
        _ fields: (Element, inout BinaryCopyWriter) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try connection.copyInBinary(table.text) { copy throws(PostgresError) in
            // By place: `for row in rows` would copy every row with all its texts.
            for place in rows.indices {
                try copy.beginRow(table.columnCount)
                try copy.append(sourceID)
                try copy.append(generation)
                try fields(rows[place], &copy)
            }
        }
    }
}

/// `INSERT … SELECT … FROM unnest(…)` with the update of every column that is no key.
struct UpsertStatement {
    let text: String

    /// `columns` are (name, array type); `keys` name those that identify the row besides source and
    /// generation; `assignments` replaces the plain overwrite of the others.
    init(
        table: String, columns: [(name: String, type: String)], keys: [String],
        assignments: [String: String] = [:]
    ) {
        let names = columns.map { $0.name }.joined(separator: ", ")
        let arrays = columns.enumerated().map { "$\($0.offset + 3)::\($0.element.type)[]" }
        let updates = columns.map { $0.name }.filter { !keys.contains($0) }
            .map { "\($0) = \(assignments[$0] ?? "excluded.\($0)")" }
        let conflict = (["source_id", "generation"] + keys).joined(separator: ", ")
        let action =
            updates.isEmpty ? "NOTHING" : "UPDATE SET " + updates.joined(separator: ", ")
        text = """
            INSERT INTO projection.\(table) AS t (source_id, generation, \(names))
            SELECT $1, $2, u.* FROM unnest(\(arrays.joined(separator: ", "))) AS u (\(names))
            ON CONFLICT (\(conflict)) DO \(action)
            """
    }
}

/// `COPY … FROM STDIN` into a table of entities.
struct CopyTarget {
    let text: String
    let columnCount: Int

    /// `columns` are those besides source and generation.
    init(_ table: String, _ columns: [String]) {
        let all = ["source_id", "generation"] + columns
        text = """
            COPY projection.\(table) (\(all.joined(separator: ", "))) FROM STDIN (FORMAT binary)
            """
        columnCount = all.count
    }
}
