import Ledger
import Postgres

/// Transactions: the steps and references that they are made of, and what follows from them.
enum TransactionTable: Table {
    typealias Record = TransactionRecord

    static let id = key("transaction_id") { $0.transaction.id }
    static let state = derived("state") { $0.summary.state }
    static let kind = derived("kind") { $0.summary.kind }
    static let currency = derived("currency") { $0.summary.currency }
    static let authorized = derived("authorized") { $0.summary.authorized }
    static let held = derived("held") { $0.summary.held }
    static let cleared = derived("cleared") { $0.summary.cleared }
    static let reversed = derived("reversed") { $0.summary.reversed }
    static let refunded = derived("refunded") { $0.summary.refunded }
    static let cardID = derived("card_id") { $0.summary.cardID }
    static let accountID = derived("account_id") { $0.summary.accountID }
    static let originalID = derived("original_id") { $0.summary.originalID }
    static let merchant = derived("merchant") { $0.summary.merchant }
    static let mcc = derived("mcc") { $0.summary.mcc }
    static let createdAt = derived("created_at") { $0.summary.createdAt }
    static let updatedAt = derived("updated_at") { $0.summary.updatedAt }
    static let steps = column("steps") { $0.transaction.stepsJSON }
    static let mentions = column("mentions") { $0.transaction.referencesJSON }

    static let layout = Layout(
        "transaction", id, state, kind, currency, authorized, held, cleared, reversed, refunded,
        cardID, accountID, originalID, merchant, mcc, createdAt, updatedAt, steps, mentions)

    static let comparison = TableComparison(
        TransactionTable.self, subject: { "\($0).\(id.name)" },
        withheld: [steps.name, mentions.name])

    /// Everything else follows from steps and references.
    static func transaction(_ row: StoredRow) throws -> Transaction {
        try Transaction(id: row[id], stepsJSON: row[steps], referencesJSON: row[mentions])
    }
}
