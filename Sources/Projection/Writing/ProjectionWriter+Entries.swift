import Events
import Ledger
import Money
import Postgres

extension ProjectionWriter {
    /// Takes entries of earlier batches out of the books: their rows are found, and written again
    /// with the position at which they were last known.
    func closeEntries(_ closings: [EntryClosing]) throws {
        guard !closings.isEmpty else { return }
        let result = try run(
            """
            SELECT e.entry_id, e.known_from
            FROM unnest($3::uuid[], $4::text[]) AS k (entry_id, transaction_id)
            CROSS JOIN LATERAL (
                SELECT e.entry_id, e.known_from, e.known_until FROM projection.entry e
                WHERE e.source_id = $1 AND e.generation = $2 AND e.entry_id = k.entry_id
                  AND e.transaction_id = k.transaction_id OFFSET 0) AS e
            -- Without statistics every index that begins with source and generation looks as good.
            -- With both columns above two of them are; the third, of open entries, is kept out by
            -- asking for those here.
            WHERE e.known_until IS NULL
            """,
            [
                .array(closings.map(\.id)),
                .array(closings.map(\.entry.key.transactionID)),
            ])
        var knownFrom: [UUIDBytes: Int64] = [:]
        for row in result { knownFrom[try row.uuid(0)] = try row.int64(1) }
        guard result.count == closings.count, knownFrom.count == closings.count else {
            throw ProjectionError.inconsistent(
                "\(closings.count) entries should leave the books, \(result.count) were in them")
        }
        try openEntries(
            closings.compactMap { closing in
                knownFrom[closing.id].map { first in
                    EntryRow(
                        id: closing.id, entry: closing.entry, knownFrom: first,
                        knownUntil: closing.position)
                }
            })
    }

    /// Writes entries; of an open one that is there already, until when it was known.
    func openEntries(_ rows: [EntryRow]) throws {
        guard !rows.isEmpty else { return }
        let result = try run(
            """
            INSERT INTO projection.entry AS stored
                (source_id, generation, entry_id, known_from, known_until, transaction_id,
                 account_id, currency, account_kind, layer, amount, available, effective_at,
                 effective_source, step, event_id, ordinal, leg, position)
            SELECT $1, $2, u.* FROM unnest(
                $3::uuid[], $4::int8[], $5::int8[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::numeric[], $12::numeric[], $13::timestamptz[],
                $14::text[], $15::text[], $16::text[], $17::int4[], $18::int4[], $19::int8[]) AS u
            ON CONFLICT (source_id, generation, entry_id, known_from)
            DO UPDATE SET known_until = excluded.known_until
            WHERE stored.known_until IS NULL AND excluded.known_until IS NOT NULL
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
        guard result.affectedRows == rows.count else {
            throw ProjectionError.inconsistent(
                "\(rows.count) entries should be written, \(result.affectedRows) could be")
        }
    }
}
