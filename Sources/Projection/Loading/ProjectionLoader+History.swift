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
                AS start
            """,
            [
                .timestamp(time), .timestamp(until), .text(key.id), .text(key.currency.code),
                .int64(Int64(growth)),
            ]
        ).only().value("start", as: Timestamp.self)
        let isWhole = start <= .earliest
        let from = isWhole ? nil : books.tickStart(start)
        let span = AccountSpan(key: key, from: from, until: until)
        return AccountHistory(
            start: from, reports: try reports([span])[key] ?? [],
            movements: try movements([span])[key] ?? [])
    }

    private static let reportsBySpan = LookUp(
        ReportTable.accountID.of { (span: AccountSpan) in span.key.id },
        ReportTable.currency.of { $0.key.currency })

    private func times(_ spans: [AccountSpan]) -> [Parameter] {
        [.array(spans.map(\.from)), .array(spans.map(\.until))]
    }

    func reports(_ spans: [AccountSpan]) throws -> [AccountKey: [ReportRecord]] {
        try records(
            rows(
                """
                SELECT \(ReportTable.selection(of: "r"))
                FROM unnest($3, $4, $5, $6) AS k (account_id, currency, start_at, end_at)
                CROSS JOIN LATERAL (
                    SELECT * FROM projection.report r
                    WHERE \(Self.reportsBySpan.matches("r"))
                      AND r.as_of >= coalesce(k.start_at, '-infinity')
                      AND r.as_of < coalesce(k.end_at, 'infinity') OFFSET 0) AS r
                """, Self.reportsBySpan.parameters(spans) + times(spans)))
    }

    private static let reportsByKey = LookUp(
        ReportTable.accountID.of { (key: AccountKey) in key.id },
        ReportTable.currency.of { $0.currency })

    func firstReports(_ keys: [AccountKey]) throws -> [AccountKey: ReportRecord] {
        guard !keys.isEmpty else { return [:] }
        return try records(
            rows(
                """
                SELECT \(ReportTable.selection(of: "r")) FROM \(Self.reportsByKey.table)
                CROSS JOIN LATERAL (
                    SELECT * FROM projection.report r WHERE \(Self.reportsByKey.matches("r"))
                    ORDER BY r.as_of, r.event_id, r.ordinal LIMIT 1) AS r
                """, Self.reportsByKey.parameters(keys))
        ).compactMapValues(\.first)
    }

    private func records(_ rows: StoredRows) throws -> [AccountKey: [ReportRecord]] {
        var reports: [AccountKey: [ReportRecord]] = [:]
        for row in rows {
            let (key, report) = try ReportTable.record(row)
            reports[key, default: []].append(report)
        }
        return reports
    }

    private static let entriesBySpan = LookUp(
        EntryTable.accountID.of { (span: AccountSpan) in span.key.id },
        EntryTable.currency.of { $0.key.currency })

    /// The open entries of each step on each account, summed; openings stand on their own.
    func movements(_ spans: [AccountSpan]) throws -> [AccountKey: [Movement]] {
        let grouped = EntryTable.movementColumns(of: "e")
        let rows = try rows(
            """
            SELECT \(grouped),
                   coalesce(sum(e.amount) FILTER (WHERE e.layer = 'posted'), 0) AS posted,
                   coalesce(sum(e.amount) FILTER (WHERE e.layer = 'pending'), 0) AS pending,
                   sum(e.available) AS available
            FROM unnest($3, $4, $5, $6) AS k (account_id, currency, start_at, end_at)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.entry e
                WHERE \(Self.entriesBySpan.matches("e")) AND e.known_until IS NULL
                  AND e.effective_at >= coalesce(k.start_at, '-infinity')
                  AND e.effective_at < coalesce(k.end_at, 'infinity') OFFSET 0) AS e
            WHERE e.step <> 'opening'
            GROUP BY \(grouped)
            """, Self.entriesBySpan.parameters(spans) + times(spans))
        var movements: [AccountKey: [Movement]] = [:]
        for row in rows {
            let (key, movement) = try EntryTable.movement(row)
            movements[key, default: []].append(movement)
        }
        return movements
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
