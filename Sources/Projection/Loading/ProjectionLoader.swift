import Events
import Ledger
import Money
import Postgres

/// Reads stored entities back into memory, each kind by one statement for all that a batch needs.
///
/// Every look-up is a LATERAL subquery behind OFFSET 0: one index search a key, whatever the
/// planner believes of tables that were empty when it last looked. A plain join could be turned
/// round and read a whole table for each batch.
struct ProjectionLoader {
    let connection: Connection
    let sourceID: Int32
    let generation: Int32

    /// Runs a query whose first two parameters are source and generation.
    func rows(_ sql: String, _ parameters: [Parameter]) throws(PostgresError) -> QueryResult {
        try connection.query(sql, [.int32(sourceID), .int32(generation)] + parameters)
    }

    func transactions(_ ids: [String]) throws -> [Transaction] {
        guard !ids.isEmpty else { return [] }
        let result = try rows(
            """
            SELECT t.transaction_id, t.steps, t.mentions
            FROM unnest($3::text[]) AS k (transaction_id)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.transaction t
                WHERE t.source_id = $1 AND t.generation = $2
                  AND t.transaction_id = k.transaction_id OFFSET 0) AS t
            """, [.array(ids)])
        var transactions: [Transaction] = []
        transactions.reserveCapacity(result.count)
        for row in result {
            transactions.append(
                try Transaction(
                    id: row.text(0), stepsJSON: row.text(1), referencesJSON: row.text(2)))
        }
        return transactions
    }

    func cards(_ ids: [String]) throws -> [Card] {
        guard !ids.isEmpty else { return [] }
        let result = try rows(
            """
            SELECT c.card_id, c.fields FROM unnest($3::text[]) AS k (card_id)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.card c
                WHERE c.source_id = $1 AND c.generation = $2 AND c.card_id = k.card_id
                OFFSET 0) AS c
            """, [.array(ids)])
        var cards: [Card] = []
        cards.reserveCapacity(result.count)
        for row in result {
            cards.append(try Card(id: row.text(0), fieldsJSON: row.text(1)))
        }
        return cards
    }
}
