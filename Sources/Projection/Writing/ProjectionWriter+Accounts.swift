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
        ],
        keys: ["account_id", "currency"])

    /// The provider's accounts: whole rows, because their owner holds them in memory.
    func writeAccounts(_ accounts: [Account]) throws {
        guard !accounts.isEmpty else { return }
        var drifts: [Amount?] = []
        for account in accounts { drifts.append(try account.drift) }
        let reports = accounts.map(\.reports.last)
        try run(
            Self.accountUpsert.text,
            [
                .array(accounts.map(\.key.id)), .array(accounts.map(\.key.currency.code)),
                .array(accounts.map(\.kind.rawValue)), .array(accounts.map(\.posted)),
                .array(accounts.map(\.pending)), .array(accounts.map(\.available)),
                .array(accounts.map(\.entryCount)), .array(accounts.map(\.opening)),
                .array(reports.map { $0?.total }), .array(reports.map { $0?.available }),
                .array(reports.map { $0?.asOf }), .array(drifts),
                .array(accounts.map(\.lastEventAt)),
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
    func writeHouses(_ deltas: [HouseDelta]) throws(PostgresError) {
        guard !deltas.isEmpty else { return }
        try run(
            Self.houseUpsert.text,
            [
                .array(deltas.map(\.key.id)), .array(deltas.map(\.key.currency.code)),
                .array(deltas.map(\.kind.rawValue)), .array(deltas.map(\.posted)),
                .array(deltas.map(\.pending)), .array(deltas.map(\.available)),
                .array(deltas.map(\.entryCount)),
            ])
    }
}
