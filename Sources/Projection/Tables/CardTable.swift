import Events
import Ledger
import Money
import Postgres

/// Cards: every field with the stamp that decided it, and the fields' values for who looks.
enum CardTable: Table {
    typealias Record = Card

    static let id = key("card_id") { $0.id }
    static let accountID = derived("account_id") { $0.accountID?.value }
    static let status = derived("status") { $0.status?.value }
    static let last4 = derived("last4") { $0.last4?.value }
    static let expiry = derived("expiry") { $0.expiry?.value }
    static let holderID = derived("holder_id") { $0.holderID?.value }
    static let currency = derived("currency") { $0.currency?.value }
    static let spendLimit = derived("spend_limit") { $0.spendLimit?.value.amount }
    static let openedAt = derived("opened_at") { $0.opened?.time }
    static let closedAt = derived("closed_at") { $0.closed?.time }
    static let lastEventAt = derived("last_event_at") { $0.lastEventAt }
    static let fields = column("fields") { $0.fieldsJSON }

    static let layout = Layout(
        "card", id, accountID, status, last4, expiry, holderID, currency, spendLimit, openedAt,
        closedAt, lastEventAt, fields)

    static let comparison = TableComparison(
        CardTable.self, subject: { "\($0).\(id.name)" }, withheld: [fields.name])

    static func card(_ row: StoredRow) throws -> Card {
        try Card(id: row[id], fieldsJSON: row[fields])
    }
}

extension EventPoint {
    /// The provider's time, else our receipt.
    fileprivate var time: Timestamp { createdAt ?? receivedAt }
}
