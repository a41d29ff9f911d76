import Events
import Ledger
import Money
import Postgres
import Reconciliation

/// Reads stored entities back into memory, each kind by one statement for all that a batch needs.
struct ProjectionLoader {
    let connection: Connection
    let sourceID: Int32
    let generation: Int32

    /// Runs a query whose first two parameters are source and generation.
    func rows(_ sql: String, _ parameters: [Parameter]) throws(PostgresError) -> StoredRows {
        StoredRows(
            try connection.query(sql, [.int32(sourceID), .int32(generation)] + parameters))
    }

    /// The rows of a table that keys ask for; a key without a row gives none.
    ///
    /// The look-up is a LATERAL subquery behind OFFSET 0: one index search a key, whatever the
    /// planner believes of tables that were empty when it last looked. A plain join could be turned
    /// round and read a whole table for each batch.
    func rows<Owner: Table, Key>(
        of table: Owner.Type, by lookUp: LookUp<Key>, _ keys: [Key]
    ) throws(PostgresError) -> StoredRows {
        try rows(
            """
            SELECT \(Owner.selection(of: "t")) FROM \(lookUp.table)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.\(Owner.layout.name) t
                WHERE \(lookUp.matches("t")) OFFSET 0) AS t
            """, lookUp.parameters(keys))
    }

    private static let byTransactionID = LookUp(TransactionTable.id.of { (id: String) in id })

    func transactions(_ ids: [String]) throws -> [Transaction] {
        guard !ids.isEmpty else { return [] }
        return try rows(of: TransactionTable.self, by: Self.byTransactionID, ids)
            .map(TransactionTable.transaction)
    }

    private static let byCardID = LookUp(CardTable.id.of { (id: String) in id })

    func cards(_ ids: [String]) throws -> [Card] {
        guard !ids.isEmpty else { return [] }
        return try rows(of: CardTable.self, by: Self.byCardID, ids).map(CardTable.card)
    }

    private static let byStream = LookUp(
        StreamTable.kind.of { (stream: EventStream) in stream.kind }, StreamTable.id.of { $0.id })

    /// The heads of streams, as far as they have one.
    func streams(_ streams: [EventStream]) throws -> [EventStream: StreamHead] {
        guard !streams.isEmpty else { return [:] }
        var heads: [EventStream: StreamHead] = [:]
        for row in try rows(of: StreamTable.self, by: Self.byStream, streams) {
            let (stream, head) = try StreamTable.record(row)
            heads[stream] = head
        }
        return heads
    }
}
