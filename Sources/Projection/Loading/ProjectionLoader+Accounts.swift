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
        let stored = try rows(of: keys, window)
        let spans = try stored.map { row in
            // Windows begin with a tick of the provider's clock.
            AccountSpan(
                key: try AccountTable.key(row),
                from: try row.value("window_start", as: Timestamp?.self).map(books.tickStart))
        }
        let reports = try reports(spans)
        let movements = try movements(spans)
        let firsts = try firstReports(spans.filter { $0.from != nil }.map(\.key))
        return try zip(stored, spans).map { row, span in
            try AccountTable.account(
                row, reports: reports[span.key] ?? [], movements: movements[span.key] ?? [],
                firstReport: firsts[span.key], windowStart: span.from)
        }
    }

    /// The accounts' rows, each with the time at which its window begins; null: all is in it.
    private func rows(
        of keys: [AccountKey], _ window: AccountWindow
    ) throws(PostgresError) -> StoredRows {
        try rows(
            """
            SELECT \(AccountTable.selection(of: "a")),
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
                   END AS window_start
            FROM \(AccountTable.byKey.table)
            CROSS JOIN LATERAL (
                SELECT * FROM projection.account a
                WHERE \(AccountTable.byKey.matches("a")) OFFSET 0) AS a
            LEFT JOIN LATERAL (
                SELECT r.as_of FROM projection.report r
                WHERE a.opening_until IS NULL AND r.source_id = $1 AND r.generation = $2
                  AND r.account_id = a.account_id AND r.currency = a.currency
                ORDER BY r.as_of, r.event_id, r.ordinal LIMIT 1) AS first ON true
            """,
            AccountTable.byKey.parameters(keys) + [
                .int64(Int64(window.reports)), .int64(Int64(window.movements)),
            ])
    }
}
