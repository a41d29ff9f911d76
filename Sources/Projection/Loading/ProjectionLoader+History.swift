import Events
import Ledger
import Money
import Postgres
import Reconciliation

extension ProjectionLoader {
    /// What lies before an account's window, from a time on or further back: at least as many
    /// reports again as `growth`, so that a judgement that walks back asks only a few times.
    func history(
        before account: Account, from time: Timestamp, growth: Int, _ books: Books
    ) throws -> AccountHistory {
        guard let until = account.windowStart else { return AccountHistory() }
        let key = account.key
        let start = try rows(
            """
            SELECT least($3::timestamptz, (
                SELECT min(older.as_of) FROM (
                    SELECT r.as_of FROM projection.report r
                    WHERE r.source_id = $1 AND r.generation = $2
                      AND r.account_id = $5 AND r.currency = $6 AND r.as_of < $4
                    ORDER BY r.as_of DESC, r.event_id DESC, r.ordinal DESC LIMIT $7) AS older))
            """,
            [
                .timestamp(time), .timestamp(until), .text(key.id), .text(key.currency.code),
                .int64(Int64(growth)),
            ]
        ).onlyRow().timestamp(0)
        let isWhole = start <= .earliest
        let from = isWhole ? nil : books.tickStart(start)
        let span = AccountSpan(key: key, from: from, until: until)
        return AccountHistory(
            start: from, reports: try reports([span])[key] ?? [],
            movements: try movements([span])[key] ?? [])
    }

    func columns(_ keys: [AccountKey]) -> [Parameter] {
        [.array(keys.map(\.id)), .array(keys.map(\.currency.code))]
    }

    private func columns(_ spans: [AccountSpan]) -> [Parameter] {
        columns(spans.map(\.key)) + [
            .array(spans.map(\.from)), .array(spans.map(\.until)),
        ]
    }

    func reports(_ spans: [AccountSpan]) throws -> [AccountKey: [ReportRecord]] {
        try reportRecords(
            rows(
                """
                SELECT r.account_id, r.currency, r.event_id, r.ordinal, r.as_of, r.total,
                       r.available, r.received_at, r.position, r.account_kind
                FROM unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
                    AS k (account_id, currency, start_at, end_at)
                CROSS JOIN LATERAL (
                    SELECT * FROM projection.report r
                    WHERE r.source_id = $1 AND r.generation = $2
                      AND r.account_id = k.account_id AND r.currency = k.currency
                      AND r.as_of >= coalesce(k.start_at, '-infinity')
                      AND r.as_of < coalesce(k.end_at, 'infinity') OFFSET 0) AS r
                """, columns(spans)))
    }

    func firstReports(_ keys: [AccountKey]) throws -> [AccountKey: ReportRecord] {
        guard !keys.isEmpty else { return [:] }
        return try reportRecords(
            rows(
                """
                SELECT r.account_id, r.currency, r.event_id, r.ordinal, r.as_of, r.total,
                       r.available, r.received_at, r.position, r.account_kind
                FROM unnest($3::text[], $4::text[]) AS k (account_id, currency)
                CROSS JOIN LATERAL (
                    SELECT * FROM projection.report r
                    WHERE r.source_id = $1 AND r.generation = $2
                      AND r.account_id = k.account_id AND r.currency = k.currency
                    ORDER BY r.as_of, r.event_id, r.ordinal LIMIT 1) AS r
                """, columns(keys))
        ).compactMapValues(\.first)
    }

    private func reportRecords(
        _ result: QueryResult
    ) throws -> [AccountKey: [ReportRecord]] {
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
    func movements(_ spans: [AccountSpan]) throws -> [AccountKey: [Movement]] {
        let result = try rows(
            """
            SELECT e.account_id, e.currency, e.event_id, e.ordinal, e.transaction_id,
                   e.effective_at, e.effective_source, e.position,
                   coalesce(sum(e.amount) FILTER (WHERE e.layer = 'posted'), 0),
                   coalesce(sum(e.amount) FILTER (WHERE e.layer = 'pending'), 0),
                   sum(e.available), e.account_kind
            FROM unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
                AS k (account_id, currency, start_at, end_at)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.entry e
                WHERE e.source_id = $1 AND e.generation = $2 AND e.known_until IS NULL
                  AND e.account_id = k.account_id AND e.currency = k.currency
                  AND e.effective_at >= coalesce(k.start_at, '-infinity')
                  AND e.effective_at < coalesce(k.end_at, 'infinity') OFFSET 0) AS e
            WHERE e.step <> 'opening'
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, e.account_kind
            """, columns(spans))
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

/// What is to be read of an account: from a time on, up to but without another.
struct AccountSpan {
    var key: AccountKey
    /// Nil: from the beginning.
    var from: Timestamp?
    /// Nil: to the end.
    var until: Timestamp?
}
