import Events
import Ledger
import Money
import Postgres

extension ProjectionWriter {
    private static let accountColumns: [(name: String, type: String)] = [
        ("account_id", "text"), ("currency", "text"), ("kind", "text"), ("posted", "numeric"),
        ("pending", "numeric"), ("available", "numeric"), ("entry_count", "int8"),
    ]

    private static let accountUpsert = UpsertStatement(
        table: "account",
        columns: accountColumns + [
            ("opening", "numeric"), ("reported_balance", "numeric"),
            ("reported_available", "numeric"), ("reported_at", "timestamptz"),
            ("drift", "numeric"), ("last_event_at", "timestamptz"),
            ("opening_until", "timestamptz"), ("reports", "int8"), ("reports_of_total", "int8"),
            ("reports_of_available", "int8"),
        ],
        keys: ["account_id", "currency"])

    /// The provider's accounts: whole rows, because their owner holds them in memory.
    func writeAccounts(_ accounts: [AccountRow]) throws(PostgresError) {
        guard !accounts.isEmpty else { return }
        let reports = accounts.map(\.lastReport)
        try run(
            Self.accountUpsert.text,
            [
                .array(accounts.map(\.key.id)), .array(accounts.map(\.key.currency.code)),
                .array(accounts.map(\.kind.rawValue)), .array(accounts.map(\.posted)),
                .array(accounts.map(\.pending)), .array(accounts.map(\.available)),
                .array(accounts.map(\.entryCount)), .array(accounts.map(\.opening)),
                .array(reports.map { $0?.total }), .array(reports.map { $0?.available }),
                .array(reports.map { $0?.asOf }), .array(accounts.map(\.drift)),
                .array(accounts.map(\.lastEventAt)), .array(accounts.map(\.openingUntil)),
                .array(accounts.map(\.reportCounts.all)),
                .array(accounts.map(\.reportCounts.ofTotal)),
                .array(accounts.map(\.reportCounts.ofAvailable)),
            ])
    }

    private static let houseUpsert = UpsertStatement(
        table: "account", columns: accountColumns, keys: ["account_id", "currency"],
        assignments: [
            "kind": "t.kind",
            "posted": "t.posted + excluded.posted",
            "pending": "t.pending + excluded.pending",
            "available": "t.available + excluded.available",
            "entry_count": "t.entry_count + excluded.entry_count",
        ])

    /// House accounts: one addition per account and batch, without reading them.
    func writeHouses(
        _ rows: [(account: HouseAccount, delta: HouseDelta)]
    ) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try run(
            Self.houseUpsert.text,
            [
                .array(rows.map(\.account.key.id)), .array(rows.map(\.account.key.currency.code)),
                .array(rows.map(\.account.kind.rawValue)), .array(rows.map(\.delta.posted)),
                .array(rows.map(\.delta.pending)), .array(rows.map(\.delta.available)),
                .array(rows.map(\.delta.entryCount)),
            ])
        // One on which nothing stands any more goes, like any other account: whether money ever
        // rested there depends on the order of arrival, and the books must not.
        try run(
            """
            DELETE FROM projection.account a
            WHERE a.source_id = $1 AND a.generation = $2 AND a.account_id = ANY ($3::text[])
              AND a.entry_count = 0 AND a.kind NOT IN ('card', 'account')
            """, [.array(Array(Set(rows.map(\.account.key.id))))])
    }

    /// Rows of accounts on which nothing stands any more.
    func deleteAccounts(_ keys: [AccountKey]) throws(PostgresError) {
        guard !keys.isEmpty else { return }
        try run(
            """
            DELETE FROM projection.account a
            WHERE a.source_id = $1 AND a.generation = $2 AND a.account_id = ANY ($3::text[])
              AND (a.account_id, a.currency) IN
                  (SELECT * FROM unnest($3::text[], $4::text[]))
            """, [.array(keys.map(\.id)), .array(keys.map(\.currency.code))])
    }
}
