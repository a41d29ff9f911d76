import Events
import Ledger
import Money
import Postgres

extension ProjectionWriter {
    private static let transactionUpsert = UpsertStatement(
        table: "transaction",
        columns: [
            ("transaction_id", "text"), ("state", "text"), ("kind", "text"),
            ("currency", "text"), ("authorized", "numeric"), ("held", "numeric"),
            ("cleared", "numeric"), ("reversed", "numeric"), ("refunded", "numeric"),
            ("card_id", "text"), ("account_id", "text"),
            ("original_id", "text"), ("merchant", "text"), ("mcc", "text"),
            ("created_at", "timestamptz"), ("updated_at", "timestamptz"), ("steps", "jsonb"),
            ("mentions", "jsonb"),
        ],
        keys: ["transaction_id"])

    func writeTransactions(
        _ rows: [(transaction: Transaction, summary: TransactionSummary)]
    ) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try run(
            Self.transactionUpsert.text,
            [
                .array(rows.map(\.transaction.id)),
                .array(rows.map(\.summary.state.rawValue)),
                .array(rows.map(\.summary.kind?.rawValue)),
                .array(rows.map(\.summary.currency?.code)),
                .array(rows.map(\.summary.authorized)), .array(rows.map(\.summary.held)),
                .array(rows.map(\.summary.cleared)), .array(rows.map(\.summary.reversed)),
                .array(rows.map(\.summary.refunded)),
                .array(rows.map(\.summary.cardID)), .array(rows.map(\.summary.accountID)),
                .array(rows.map(\.summary.originalID)),
                .array(rows.map(\.summary.merchant)), .array(rows.map(\.summary.mcc)),
                .array(rows.map(\.summary.createdAt)), .array(rows.map(\.summary.updatedAt)),
                .array(rows.map { JSONText($0.transaction.stepsJSON) }),
                .array(rows.map { JSONText($0.transaction.referencesJSON) }),
            ])
    }

    private static let cardUpsert = UpsertStatement(
        table: "card",
        columns: [
            ("card_id", "text"), ("account_id", "text"), ("status", "text"), ("last4", "text"),
            ("expiry", "text"), ("holder_id", "text"), ("currency", "text"),
            ("spend_limit", "numeric"), ("opened_at", "timestamptz"),
            ("closed_at", "timestamptz"), ("last_event_at", "timestamptz"), ("fields", "jsonb"),
        ],
        keys: ["card_id"])

    func writeCards(_ cards: [Card]) throws(PostgresError) {
        guard !cards.isEmpty else { return }
        try run(
            Self.cardUpsert.text,
            [
                .array(cards.map(\.id)), .array(cards.map(\.accountID?.value)),
                .array(cards.map(\.status?.value)), .array(cards.map(\.last4?.value)),
                .array(cards.map(\.expiry?.value)), .array(cards.map(\.holderID?.value)),
                .array(cards.map(\.currency?.value.code)),
                .array(cards.map(\.spendLimit?.value.amount)),
                .array(cards.map(\.opened?.time)), .array(cards.map(\.closed?.time)),
                .array(cards.map(\.lastEventAt)), .array(cards.map { JSONText($0.fieldsJSON) }),
            ])
    }

    private static let reportUpsert = UpsertStatement(
        table: "report",
        columns: [
            ("account_id", "text"), ("currency", "text"), ("as_of", "timestamptz"),
            ("event_id", "text"), ("ordinal", "int4"), ("total", "numeric"),
            ("available", "numeric"), ("received_at", "timestamptz"), ("position", "int8"),
            ("account_kind", "text"),
        ],
        keys: ["account_id", "currency", "as_of", "event_id", "ordinal"])

    func writeReports(_ rows: [(key: AccountKey, report: ReportRecord)]) throws(PostgresError) {
        guard !rows.isEmpty else { return }
        try run(
            Self.reportUpsert.text,
            [
                .array(rows.map(\.key.id)), .array(rows.map(\.key.currency.code)),
                .array(rows.map(\.report.asOf)), .array(rows.map(\.report.key.eventID)),
                .array(rows.map { Int32($0.report.key.ordinal) }),
                .array(rows.map(\.report.total)), .array(rows.map(\.report.available)),
                .array(rows.map(\.report.receivedAt)), .array(rows.map(\.report.position)),
                .array(rows.map(\.report.accountKind.rawValue)),
            ])
    }
}

extension EventPoint {
    /// The provider's time, else our receipt.
    var time: Timestamp { createdAt ?? receivedAt }
}
