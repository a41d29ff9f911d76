import Events
import Ledger
import Money
import Postgres

extension ProjectionWriter {
    private static let transactionColumns: [(name: String, type: String)] = [
        ("transaction_id", "text"), ("state", "text"), ("kind", "text"), ("currency", "text"),
        ("authorized", "numeric"), ("held", "numeric"), ("cleared", "numeric"),
        ("reversed", "numeric"), ("refunded", "numeric"), ("card_id", "text"),
        ("account_id", "text"), ("original_id", "text"), ("merchant", "text"), ("mcc", "text"),
        ("created_at", "timestamptz"), ("updated_at", "timestamptz"), ("steps", "text"),
        ("mentions", "text"),
    ]

    private static let newTransactions = CopyTarget(
        "transaction", transactionColumns.map { $0.name })

    /// Transactions that have no row yet.
    func addTransactions(_ rows: [TransactionRecord]) throws(PostgresError) {
        try add(rows, to: Self.newTransactions) { row, copy throws(PostgresError) in
            let (transaction, summary) = (row.transaction, row.summary)
            try copy.append(transaction.id)
            try copy.append(summary.state.rawValue)
            try copy.append(summary.kind?.rawValue)
            try copy.append(summary.currency?.code)
            try copy.append(summary.authorized)
            try copy.append(summary.held)
            try copy.append(summary.cleared)
            try copy.append(summary.reversed)
            try copy.append(summary.refunded)
            try copy.append(summary.cardID)
            try copy.append(summary.accountID)
            try copy.append(summary.originalID)
            try copy.append(summary.merchant)
            try copy.append(summary.mcc)
            try copy.append(summary.createdAt)
            try copy.append(summary.updatedAt)
            try copy.append(transaction.stepsJSON)
            try copy.append(transaction.referencesJSON)
        }
    }

    private static let transactionUpsert = UpsertStatement(
        table: "transaction", columns: transactionColumns, keys: ["transaction_id"])

    /// Transactions that may have a row.
    func writeTransactions(_ rows: [TransactionRecord]) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try run(
            Self.transactionUpsert.text,
            [
                .array(rows.map { $0.transaction.id }),
                .array(rows.map { $0.summary.state.rawValue }),
                .array(rows.map { $0.summary.kind?.rawValue }),
                .array(rows.map { $0.summary.currency?.code }),
                .array(rows.map { $0.summary.authorized }), .array(rows.map { $0.summary.held }),
                .array(rows.map { $0.summary.cleared }), .array(rows.map { $0.summary.reversed }),
                .array(rows.map { $0.summary.refunded }),
                .array(rows.map { $0.summary.cardID }), .array(rows.map { $0.summary.accountID }),
                .array(rows.map { $0.summary.originalID }),
                .array(rows.map { $0.summary.merchant }), .array(rows.map { $0.summary.mcc }),
                .array(rows.map { $0.summary.createdAt }),
                .array(rows.map { $0.summary.updatedAt }),
                .array(rows.map { $0.transaction.stepsJSON }),
                .array(rows.map { $0.transaction.referencesJSON }),
            ])
    }

    private static let cardUpsert = UpsertStatement(
        table: "card",
        columns: [
            ("card_id", "text"), ("account_id", "text"), ("status", "text"), ("last4", "text"),
            ("expiry", "text"), ("holder_id", "text"), ("currency", "text"),
            ("spend_limit", "numeric"), ("opened_at", "timestamptz"),
            ("closed_at", "timestamptz"), ("last_event_at", "timestamptz"), ("fields", "text"),
        ],
        keys: ["card_id"])

    func writeCards(_ cards: [Card]) throws(PostgresError) {
        guard !cards.isEmpty else { return }
        try run(
            Self.cardUpsert.text,
            [
                .array(cards.map { $0.id }), .array(cards.map { $0.accountID?.value }),
                .array(cards.map { $0.status?.value }), .array(cards.map { $0.last4?.value }),
                .array(cards.map { $0.expiry?.value }), .array(cards.map { $0.holderID?.value }),
                .array(cards.map { $0.currency?.value.code }),
                .array(cards.map { $0.spendLimit?.value.amount }),
                .array(cards.map { $0.opened?.time }), .array(cards.map { $0.closed?.time }),
                .array(cards.map { $0.lastEventAt }), .array(cards.map { $0.fieldsJSON }),
            ])
    }

    private static let reports = CopyTarget(
        "report",
        [
            "account_id", "currency", "as_of", "event_id", "ordinal", "total", "available",
            "received_at", "position", "account_kind",
        ])

    /// Reports are never changed: each is written once.
    func writeReports(_ rows: [(key: AccountKey, report: ReportRecord)]) throws(PostgresError) {
        try add(rows, to: Self.reports) { row, copy throws(PostgresError) in
            try copy.append(row.key.id)
            try copy.append(row.key.currency.code)
            try copy.append(row.report.asOf)
            try copy.append(row.report.key.eventID)
            try copy.append(Int32(row.report.key.ordinal))
            try copy.append(row.report.total)
            try copy.append(row.report.available)
            try copy.append(row.report.receivedAt)
            try copy.append(row.report.position)
            try copy.append(row.report.accountKind.rawValue)
        }
    }
}

extension EventPoint {
    /// The provider's time, else our receipt.
    var time: Timestamp { createdAt ?? receivedAt }
}
