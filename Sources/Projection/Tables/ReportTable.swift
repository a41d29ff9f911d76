import Events
import Ledger
import Money
import Postgres

/// What the provider reported of balances: each written once and never changed.
enum ReportTable: Table {
    typealias Record = (key: AccountKey, report: ReportRecord)

    static let accountID = key("account_id") { $0.key.id }
    static let currency = key("currency") { $0.key.currency }
    static let asOf = key("as_of") { $0.report.asOf }
    static let eventID = key("event_id") { $0.report.key.eventID }
    static let ordinal = key("ordinal") { $0.report.key.ordinal }
    static let total = column("total") { $0.report.total }
    static let available = column("available") { $0.report.available }
    static let receivedAt = column("received_at") { $0.report.receivedAt }
    static let position = column("position") { $0.report.position }
    static let accountKind = column("account_kind") { $0.report.accountKind }

    static let layout = Layout(
        "report", accountID, currency, asOf, eventID, ordinal, total, available, receivedAt,
        position, accountKind)

    static func record(_ row: StoredRow) throws(PostgresError) -> Record {
        let key = AccountKey(id: try row[accountID], currency: try row[currency])
        let report = ReportRecord(
            key: FactKey(eventID: try row[eventID], ordinal: try row[ordinal]),
            asOf: try row[asOf], total: try row[total], available: try row[available],
            receivedAt: try row[receivedAt], position: try row[position],
            accountKind: try row[accountKind])
        return (key, report)
    }
}
