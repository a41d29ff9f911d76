import Events
import Ledger
import Money
import Postgres

/// The legs of bookings, open ones and those that left the books.
enum EntryTable: Table {
    typealias Record = EntryRow

    static let id = key("entry_id") { $0.id }
    static let knownFrom = key("known_from") { $0.knownFrom }
    static let knownUntil = column("known_until") { $0.knownUntil }
    static let transactionID = column("transaction_id") { $0.entry.key.transactionID }
    static let accountID = column("account_id") { $0.entry.account.id }
    static let currency = column("currency") { $0.entry.account.currency }
    static let accountKind = column("account_kind") { $0.entry.accountKind }
    static let layer = column("layer") { $0.entry.layer }
    static let amount = column("amount") { $0.entry.amount }
    static let available = column("available") { $0.entry.available }
    static let effectiveAt = column("effective_at") { $0.entry.effectiveAt }
    static let effectiveSource = column("effective_source") { $0.entry.effectiveSource }
    static let step = column("step") { $0.entry.step }
    static let eventID = column("event_id") { $0.entry.key.cause.eventID }
    static let ordinal = column("ordinal") { $0.entry.key.cause.ordinal }
    static let leg = column("leg") { $0.entry.key.leg }
    static let position = column("position") { $0.entry.position }

    static let layout = Layout(
        "entry", id, knownFrom, knownUntil, transactionID, accountID, currency, accountKind, layer,
        amount, available, effectiveAt, effectiveSource, step, eventID, ordinal, leg, position)
}

// Entries are read back as movements alone: what one step changed on one account.

extension EntryTable {
    /// What the entries of one movement have in common.
    static func movementColumns(of alias: String) -> String {
        let columns = [
            accountID.name, currency.name, eventID.name, ordinal.name, transactionID.name,
            effectiveAt.name, effectiveSource.name, position.name, accountKind.name,
        ]
        return columns.map { "\(alias).\($0)" }.joined(separator: ", ")
    }

    /// A row of those columns, and of the sums `posted`, `pending` and `available`.
    static func movement(
        _ row: StoredRow
    ) throws(PostgresError) -> (key: AccountKey, movement: Movement) {
        let key = AccountKey(id: try row[accountID], currency: try row[currency])
        let movement = Movement(
            cause: FactKey(eventID: try row[eventID], ordinal: try row[ordinal]),
            transactionID: try row[transactionID], effectiveAt: try row[effectiveAt],
            effectiveSource: try row[effectiveSource],
            posted: try row.value("posted"), pending: try row.value("pending"),
            available: try row[available], position: try row[position],
            accountKind: try row[accountKind])
        return (key, movement)
    }
}
