import Events
import Ledger
import Money
import Postgres
import Reconciliation

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
        let reports = accounts.map { $0.lastReport }
        try run(
            Self.accountUpsert.text,
            [
                .array(accounts.map { $0.key.id }), .array(accounts.map { $0.key.currency.code }),
                .array(accounts.map { $0.kind.rawValue }), .array(accounts.map { $0.posted }),
                .array(accounts.map { $0.pending }), .array(accounts.map { $0.available }),
                .array(accounts.map { $0.entryCount }), .array(accounts.map { $0.opening }),
                .array(reports.map { $0?.total }), .array(reports.map { $0?.available }),
                .array(reports.map { $0?.asOf }), .array(accounts.map { $0.drift }),
                .array(accounts.map { $0.lastEventAt }), .array(accounts.map { $0.openingUntil }),
                .array(accounts.map { $0.reportCounts.all }),
                .array(accounts.map { $0.reportCounts.ofTotal }),
                .array(accounts.map { $0.reportCounts.ofAvailable }),
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
                .array(rows.map { $0.account.key.id }),
                .array(rows.map { $0.account.key.currency.code }),
                .array(rows.map { $0.account.kind.rawValue }), .array(rows.map { $0.delta.posted }),
                .array(rows.map { $0.delta.pending }), .array(rows.map { $0.delta.available }),
                .array(rows.map { $0.delta.entryCount }),
            ])
        // One on which nothing stands any more goes, like any other account: whether money ever
        // rested there depends on the order of arrival, and the books must not.
        try run(
            """
            DELETE FROM projection.account a
            WHERE a.source_id = $1 AND a.generation = $2 AND a.account_id = ANY ($3::text[])
              AND a.entry_count = 0 AND a.kind NOT IN ('card', 'account')
            """, [.array(Array(Set(rows.map { $0.account.key.id })))])
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
            """, [.array(keys.map { $0.id }), .array(keys.map { $0.currency.code })])
    }
}
