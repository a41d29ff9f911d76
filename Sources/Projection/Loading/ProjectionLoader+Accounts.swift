import Events
import Ledger
import Money
import Postgres

extension ProjectionLoader {
    /// Accounts with their reports and movements; those that have no row yet are left out.
    func accounts(_ keys: [AccountKey]) throws -> [Account] {
        guard !keys.isEmpty else { return [] }
        let stored = try rows(
            """
            SELECT a.account_id, a.currency, a.kind, a.posted, a.pending, a.available,
                   a.entry_count, a.opening, a.last_event_at
            FROM unnest($3::text[], $4::text[]) AS k (account_id, currency)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.account a
                WHERE a.source_id = $1 AND a.generation = $2
                  AND a.account_id = k.account_id AND a.currency = k.currency OFFSET 0) AS a
            """, columns(keys))
        guard !stored.isEmpty else { return [] }
        let reports = try reports(keys)
        let movements = try movements(keys)
        var accounts: [Account] = []
        accounts.reserveCapacity(stored.count)
        for row in stored {
            let key = try accountKey(row)
            accounts.append(
                Account(
                    key: key, kind: AccountKind(rawValue: try row.text(2)) ?? .card,
                    posted: try row.amount(3), pending: try row.amount(4),
                    available: try row.amount(5), entryCount: try row.int64(6),
                    lastEventAt: try row.timestampOrNil(8), reports: reports[key] ?? [],
                    movements: movements[key] ?? [], opening: try row.amountOrNil(7)))
        }
        return accounts
    }

    /// The stored currencies of accounts.
    func accountKeys(ofIDs ids: [String]) throws(PostgresError) -> [AccountKey] {
        guard !ids.isEmpty else { return [] }
        var keys: [AccountKey] = []
        let result = try rows(
            """
            SELECT a.account_id, a.currency FROM unnest($3::text[]) AS k (account_id)
            CROSS JOIN LATERAL (
                SELECT a.account_id, a.currency FROM projection.account a
                WHERE a.source_id = $1 AND a.generation = $2 AND a.account_id = k.account_id
                OFFSET 0) AS a
            """, [.array(ids)])
        for row in result { keys.append(try accountKey(row)) }
        return keys
    }

    private func columns(_ keys: [AccountKey]) -> [Parameter] {
        [.array(keys.map(\.id)), .array(keys.map(\.currency.code))]
    }

    private func accountKey(_ row: Row) throws(PostgresError) -> AccountKey {
        AccountKey(id: try row.text(0), currency: Currency(uncheckedCode: try row.text(1)))
    }

    private func reports(_ keys: [AccountKey]) throws -> [AccountKey: [ReportRecord]] {
        let result = try rows(
            """
            SELECT r.account_id, r.currency, r.event_id, r.ordinal, r.as_of, r.total, r.available,
                   r.received_at, r.position, r.account_kind
            FROM unnest($3::text[], $4::text[]) AS k (account_id, currency)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.report r
                WHERE r.source_id = $1 AND r.generation = $2
                  AND r.account_id = k.account_id AND r.currency = k.currency OFFSET 0) AS r
            """, columns(keys))
        var reports: [AccountKey: [ReportRecord]] = [:]
        for row in result {
            reports[try accountKey(row), default: []].append(
                ReportRecord(
                    key: try factKey(row, eventID: 2, ordinal: 3), asOf: try row.timestamp(4),
                    total: try row.amountOrNil(5), available: try row.amountOrNil(6),
                    receivedAt: try row.timestamp(7), position: try row.int64(8),
                    accountKind: AccountKind(rawValue: try row.text(9)) ?? .card))
        }
        return reports
    }

    /// The open entries of each step on each account, summed; openings stand on their own.
    private func movements(_ keys: [AccountKey]) throws -> [AccountKey: [Movement]] {
        let result = try rows(
            """
            SELECT e.account_id, e.currency, e.event_id, e.ordinal, e.transaction_id,
                   e.effective_at, e.effective_source, e.position,
                   coalesce(sum(e.amount) FILTER (WHERE e.layer = 'posted'), 0),
                   coalesce(sum(e.amount) FILTER (WHERE e.layer = 'pending'), 0),
                   sum(e.available), e.account_kind
            FROM unnest($3::text[], $4::text[]) AS k (account_id, currency)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.entry e
                WHERE e.source_id = $1 AND e.generation = $2 AND e.known_until IS NULL
                  AND e.account_id = k.account_id AND e.currency = k.currency OFFSET 0) AS e
            WHERE e.step <> 'opening'
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, e.account_kind
            """, columns(keys))
        var movements: [AccountKey: [Movement]] = [:]
        for row in result {
            movements[try accountKey(row), default: []].append(
                Movement(
                    cause: try factKey(row, eventID: 2, ordinal: 3),
                    transactionID: try row.text(4), effectiveAt: try row.timestamp(5),
                    effectiveSource: Entry.EffectiveSource(rawValue: try row.text(6)) ?? .stated,
                    posted: try row.amount(8), pending: try row.amount(9),
                    available: try row.amount(10), position: try row.int64(7),
                    accountKind: AccountKind(rawValue: try row.text(11)) ?? .card))
        }
        return movements
    }

    private func factKey(
        _ row: Row, eventID: Int, ordinal: Int
    ) throws(PostgresError) -> FactKey {
        FactKey(
            eventID: try row.text(eventID),
            ordinal: Int16(truncatingIfNeeded: try row.int32(ordinal)))
    }
}
