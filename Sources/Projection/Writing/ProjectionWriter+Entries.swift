import Events
import Ledger
import Money
import Postgres

extension ProjectionWriter {
    private static let newEntries = CopyTarget(
        "entry",
        [
            "entry_id", "known_from", "known_until", "transaction_id", "account_id", "currency",
            "account_kind", "layer", "amount", "available", "effective_at", "effective_source",
            "step", "event_id", "ordinal", "leg", "position",
        ])

    /// Adds entries, open ones and those that left the books in the batch in which they came.
    func openEntries(_ rows: [EntryRow]) throws(PostgresError) {
        try add(rows, to: Self.newEntries) { row, copy throws(PostgresError) in
            try copy.append(row.id)
            try copy.append(row.knownFrom)
            try copy.append(row.knownUntil)
            try copy.append(row.entry.key.transactionID)
            try copy.append(row.entry.account.id)
            try copy.append(row.entry.account.currency.code)
            try copy.append(row.entry.accountKind.rawValue)
            try copy.append(row.entry.layer.rawValue)
            try copy.append(row.entry.amount)
            try copy.append(row.entry.available)
            try copy.append(row.entry.effectiveAt)
            try copy.append(row.entry.effectiveSource.rawValue)
            try copy.append(row.entry.step)
            try copy.append(row.entry.key.cause.eventID)
            try copy.append(Int32(row.entry.key.cause.ordinal))
            try copy.append(Int32(row.entry.key.leg))
            try copy.append(row.entry.position)
        }
    }

    /// Takes entries of earlier batches out of the books: each is found by its transaction, and
    /// gets the position at which it was last known.
    ///
    /// The look-up is a query of its own, and the change names whole keys: a join of the two could
    /// be turned round by a planner without statistics, and read the whole table.
    func closeEntries(_ closings: [EntryClosing]) throws {
        guard !closings.isEmpty else { return }
        let result = try run(
            """
            SELECT k.ordinality, e.known_from
            FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY
                AS k (entry_id, transaction_id, ordinality)
            CROSS JOIN LATERAL (
                SELECT e.known_from, e.known_until FROM projection.entry e
                WHERE e.source_id = $1 AND e.generation = $2 AND e.entry_id = k.entry_id
                  AND e.transaction_id = k.transaction_id OFFSET 0) AS e
            -- Without statistics every index that begins with source and generation looks as good.
            -- With both columns above the one of transactions is the best; that of open entries is
            -- kept out by asking for those here.
            WHERE e.known_until IS NULL
            ORDER BY k.ordinality
            """,
            [
                .array(closings.map { $0.id }),
                .array(closings.map { $0.entry.key.transactionID }),
            ])
        var knownFrom: [Int64] = []
        knownFrom.reserveCapacity(result.count)
        for (place, row) in result.enumerated() where try row.int64(0) == Int64(place) + 1 {
            knownFrom.append(try row.int64(1))
        }
        guard result.count == closings.count, knownFrom.count == closings.count else {
            throw ProjectionError.inconsistent(
                "\(closings.count) entries should leave the books, \(result.count) were in them")
        }
        try close(closings, knownFrom)
    }

    /// Closes rows by their keys.
    ///
    /// Every row is there: its key was read in this very transaction, and nobody else writes. What
    /// stands for the other columns is therefore never stored.
    private func close(_ closings: [EntryClosing], _ knownFrom: [Int64]) throws {
        let result = try run(
            """
            INSERT INTO projection.entry AS stored
                (source_id, generation, entry_id, known_from, known_until, transaction_id,
                 account_id, currency, account_kind, layer, amount, available, effective_at,
                 effective_source, step, event_id, ordinal, leg, position)
            SELECT $1, $2, u.id, u.known_from, u.known_until, '', '', '', '', 'posted', 0, 0,
                '-infinity', 'stated', '', '', 0, 0, 0
            FROM unnest($3::uuid[], $4::int8[], $5::int8[]) AS u (id, known_from, known_until)
            ON CONFLICT (source_id, generation, known_from, entry_id)
            DO UPDATE SET known_until = excluded.known_until WHERE stored.known_until IS NULL
            """,
            [
                .array(closings.map { $0.id }), .array(knownFrom),
                .array(closings.map { $0.position }),
            ])
        guard result.affectedRows == closings.count else {
            throw ProjectionError.inconsistent(
                "\(closings.count) entries should be closed, \(result.affectedRows) could be")
        }
    }
}
