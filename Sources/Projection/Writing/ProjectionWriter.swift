import Events
import Ledger
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
        try add(output.newTransactions, to: TransactionTable.self)
        try store(output.transactions, in: TransactionTable.self)
        try store(output.cards, in: CardTable.self)
        try store(output.accounts, in: AccountTable.self)
        try deleteAccounts(output.emptyAccounts)
        try store(output.houses, in: HouseTable.self)
        try deleteEmptyHouses(output.houses.map { $0.key.key.id })
        try add(output.reports, to: ReportTable.self)
        // Closings come first: an entry that changes is closed and opened under one id.
        try close(output.closedEntries)
        try add(output.openedEntries, to: EntryTable.self)
        try add(output.activities, to: ActivityTable.self)
        try add(output.quarantined, to: QuarantineTable.self)
        try store(output.streams, in: StreamTable.self)
        try store(
            output.findings.map { (identifiers.finding($0.finding.key), $0) },
            in: FindingTable.self)
        try add(
            numbered(output.transitions, after: transitionsBefore), to: FindingHistoryTable.self)
        try storeDeadlines(output.deadlines)
    }

    /// Numbers the transitions in the order in which they were decided.
    private func numbered(
        _ transitions: [FindingTransition], after number: Int64
    ) -> [FindingHistoryTable.Record] {
        transitions.enumerated().map { place, transition in
            (number + Int64(place) + 1, identifiers.finding(transition.key), transition)
        }
    }

    /// Adds records that are not there yet.
    func add<Owner: Table>(
        _ records: [Owner.Record], to table: Owner.Type
    ) throws(PostgresError) {
        guard !records.isEmpty else { return }
        let layout = Owner.layout
        try connection.copyInBinary(layout.copy) { copy throws(PostgresError) in
            // By place: `for record in records` would copy every record with all its texts.
            for place in records.indices {
                try copy.beginRow(2 + layout.cells.count)
                try copy.append(sourceID)
                try copy.append(generation)
                for cell in layout.cells { try cell.append(records[place], to: &copy) }
            }
        }
    }

    /// Stores records that may be there already.
    func store<Owner: Table>(
        _ records: [Owner.Record], in table: Owner.Type
    ) throws(PostgresError) {
        guard !records.isEmpty else { return }
        try run(Owner.layout.upsert, Owner.layout.cells.map { $0.array(records) })
    }

    /// Runs a statement whose first two parameters are source and generation.
    @discardableResult
    private func run(_ sql: String, _ columns: [Parameter]) throws(PostgresError) -> QueryResult {
        try connection.query(sql, [.int32(sourceID), .int32(generation)] + columns)
    }
}

extension ProjectionWriter {
    /// Rows of accounts on which nothing stands any more.
    private func deleteAccounts(_ keys: [AccountKey]) throws(PostgresError) {
        guard !keys.isEmpty else { return }
        try run(
            """
            DELETE FROM projection.account a
            WHERE a.source_id = $1 AND a.generation = $2 AND a.account_id = ANY ($3::text[])
              AND (a.account_id, a.currency) IN (SELECT * FROM unnest($3::text[], $4::text[]))
            """, AccountTable.byKey.parameters(keys))
    }

    /// A house account on which nothing stands any more goes, like any other: whether money ever
    /// rested there depends on the order of arrival, and the books must not.
    private func deleteEmptyHouses(_ ids: [String]) throws(PostgresError) {
        guard !ids.isEmpty else { return }
        try run(
            """
            DELETE FROM projection.account a
            WHERE a.source_id = $1 AND a.generation = $2 AND a.account_id = ANY ($3::text[])
              AND a.entry_count = 0 AND a.kind NOT IN ('card', 'account')
            """, [.array(Array(Set(ids)))])
    }

    /// Stores new times, and removes what is no longer pending: moved to the end of time first and
    /// deleted there, because both steps find their rows by an index whatever the planner believes.
    private func storeDeadlines(_ changes: [Deadlines.Change]) throws(PostgresError) {
        // Later than any deadline.
        let endOfTime = Timestamp.latest
        try store(
            changes.map { Review(key: $0.key, at: $0.at ?? endOfTime) }, in: DeadlineTable.self)
        guard changes.contains(where: { $0.at == nil }) else { return }
        try run(
            """
            DELETE FROM projection.deadline
            WHERE source_id = $1 AND generation = $2 AND due_at = $3
            """, [.timestamp(endOfTime)])
    }

    private static let closings = LookUp(
        EntryTable.id.of { (closing: EntryClosing) in closing.id },
        EntryTable.transactionID.of { $0.entry.key.transactionID })

    /// Takes entries of earlier batches out of the books: each is found by its transaction, and
    /// gets the position at which it was last known.
    ///
    /// The look-up is a query of its own, and the change names whole keys: a join of the two could
    /// be turned round by a planner without statistics, and read the whole table.
    private func close(_ closings: [EntryClosing]) throws {
        guard !closings.isEmpty else { return }
        let arrays = Self.closings.parameters(closings)
        let result = try run(
            """
            SELECT k.ordinality, e.known_from
            FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY
                AS k (\(Self.closings.names), ordinality)
            CROSS JOIN LATERAL (
                SELECT e.known_from, e.known_until FROM projection.entry e
                WHERE \(Self.closings.matches("e")) OFFSET 0) AS e
            -- Without statistics every index that begins with source and generation looks as good.
            -- With both columns above the one of transactions is the best; that of open entries is
            -- kept out by asking for those here.
            WHERE e.known_until IS NULL
            ORDER BY k.ordinality
            """, arrays)
        var stored: [EntryRow] = []
        stored.reserveCapacity(result.count)
        for (place, row) in StoredRows(result).enumerated() where place < closings.count {
            guard try row.value("ordinality", as: Int64.self) == Int64(place) + 1 else { break }
            let closing = closings[place]
            stored.append(
                EntryRow(
                    id: closing.id, entry: closing.entry, knownFrom: try row[EntryTable.knownFrom],
                    knownUntil: closing.position))
        }
        guard stored.count == closings.count, result.count == closings.count else {
            throw ProjectionError.inconsistent(
                "\(closings.count) entries should leave the books, \(result.count) were in them")
        }
        // Whole rows under their keys: nothing but `known_until` changes.
        try store(stored, in: EntryTable.self)
    }
}
