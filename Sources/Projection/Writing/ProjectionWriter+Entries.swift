import Events
import Ledger
import Money
import Postgres

extension ProjectionWriter {
    /// Takes entries of earlier batches out of the books.
    func closeEntries(_ rows: [(id: UUIDBytes, position: Int64)]) throws {
        guard !rows.isEmpty else { return }
        let result = try run(
            """
            UPDATE projection.entry e SET known_until = c.position
            FROM unnest($3::uuid[], $4::int8[]) AS c (entry_id, position)
            WHERE e.source_id = $1 AND e.generation = $2 AND e.entry_id = c.entry_id
              AND e.known_until IS NULL
            """, [.array(rows.map(\.id)), .array(rows.map(\.position))])
        guard result.affectedRows == rows.count else {
            throw ProjectionError.inconsistent(
                "\(rows.count) entries should leave the books, \(result.affectedRows) were in them")
        }
    }

    func openEntries(_ rows: [EntryRow]) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try run(
            """
            INSERT INTO projection.entry
                (source_id, generation, entry_id, known_from, known_until, transaction_id,
                 account_id, currency, account_kind, layer, amount, available, effective_at,
                 effective_source, step, event_id, ordinal, leg, position)
            SELECT $1, $2, u.* FROM unnest(
                $3::uuid[], $4::int8[], $5::int8[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::numeric[], $12::numeric[], $13::timestamptz[],
                $14::text[], $15::text[], $16::text[], $17::int4[], $18::int4[], $19::int8[]) AS u
            """,
            [
                .array(rows.map(\.id)), .array(rows.map(\.knownFrom)),
                .array(rows.map(\.knownUntil)), .array(rows.map(\.entry.key.transactionID)),
                .array(rows.map(\.entry.account.id)),
                .array(rows.map(\.entry.account.currency.code)),
                .array(rows.map(\.entry.accountKind.rawValue)),
                .array(rows.map(\.entry.layer.rawValue)), .array(rows.map(\.entry.amount)),
                .array(rows.map(\.entry.available)), .array(rows.map(\.entry.effectiveAt)),
                .array(rows.map(\.entry.effectiveSource.rawValue)), .array(rows.map(\.entry.step)),
                .array(rows.map(\.entry.key.cause.eventID)),
                .array(rows.map { Int32($0.entry.key.cause.ordinal) }),
                .array(rows.map { Int32($0.entry.key.leg) }), .array(rows.map(\.entry.position)),
            ])
    }
}
