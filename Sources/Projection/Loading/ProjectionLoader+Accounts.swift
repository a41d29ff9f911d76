import Events
import Ledger
import Money
import Postgres

extension ProjectionLoader {
    /// Accounts with the reports and movements of their windows; those that have no row yet are
    /// left out.
    ///
    /// Where many movements lie since the first report of a window, all of them are read.
    func accounts(_ keys: [AccountKey], _ window: AccountWindow, _ books: Books) throws -> [Account]
    {
        guard !keys.isEmpty else { return [] }
        let stored = try rows(
            """
            SELECT a.account_id, a.currency, a.kind, a.posted, a.pending, a.available,
                   a.entry_count, a.opening, a.last_event_at, a.opening_until, a.reports,
                   a.reports_of_total, a.reports_of_available,
                   CASE
                   WHEN a.reports <= $5 AND a.entry_count <= $6 THEN NULL
                   -- An opening that is not decided needs all reports.
                   WHEN a.reports > 0 AND a.opening_until IS NULL THEN first.as_of
                   WHEN a.reports > 0 THEN (
                       SELECT r.as_of FROM projection.report r
                       WHERE r.source_id = $1 AND r.generation = $2
                         AND r.account_id = a.account_id AND r.currency = a.currency
                       ORDER BY r.as_of DESC, r.event_id DESC, r.ordinal DESC
                       LIMIT 1 OFFSET least($5, a.reports) - 1)
                   ELSE (
                       SELECT e.effective_at FROM projection.entry e
                       WHERE e.source_id = $1 AND e.generation = $2 AND e.known_until IS NULL
                         AND e.account_id = a.account_id AND e.currency = a.currency
                       ORDER BY e.effective_at DESC LIMIT 1 OFFSET $6 - 1)
                   END
            FROM unnest($3::text[], $4::text[]) AS k (account_id, currency)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.account a
                WHERE a.source_id = $1 AND a.generation = $2
                  AND a.account_id = k.account_id AND a.currency = k.currency OFFSET 0) AS a
            LEFT JOIN LATERAL (
                SELECT r.as_of FROM projection.report r
                WHERE a.opening_until IS NULL AND r.source_id = $1 AND r.generation = $2
                  AND r.account_id = a.account_id AND r.currency = a.currency
                ORDER BY r.as_of, r.event_id, r.ordinal LIMIT 1) AS first ON true
            """,
            columns(keys) + [.int64(Int64(window.reports)), .int64(Int64(window.movements))])
        var starts: [AccountKey: Timestamp] = [:]
        for row in stored {
            // Windows begin with a tick of the provider's clock.
            starts[try accountKey(row)] = try row.timestampOrNil(13).map(books.tickStart)
        }
        let spans = try stored.map { row in
            let key = try accountKey(row)
            return AccountSpan(key: key, from: starts[key])
        }
        let reports = try reports(spans)
        let movements = try movements(spans)
        let firsts = try firstReports(spans.filter { $0.from != nil }.map(\.key))
        return try stored.map { row in
            let key = try accountKey(row)
            return Account(
                key: key, kind: AccountKind(rawValue: try row.text(2)) ?? .card,
                posted: try row.amount(3), pending: try row.amount(4),
                available: try row.amount(5), entryCount: try row.int64(6),
                lastEventAt: try row.timestampOrNil(8), reports: reports[key] ?? [],
                movements: movements[key] ?? [], opening: try row.amountOrNil(7),
                openingUntil: try row.timestampOrNil(9), firstReport: firsts[key],
                reportCounts: ReportCounts(
                    all: try row.int64(10), ofTotal: try row.int64(11),
                    ofAvailable: try row.int64(12)),
                windowStart: starts[key])
        }
    }

    func accountKey(_ row: Row) throws(PostgresError) -> AccountKey {
        AccountKey(id: try row.text(0), currency: Currency(uncheckedCode: try row.text(1)))
    }
}
