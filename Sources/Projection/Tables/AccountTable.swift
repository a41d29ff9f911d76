import Events
import Ledger
import Money
import Postgres
import Reconciliation

/// The provider's cards and accounts, one row a currency; whole rows, because their owner holds
/// them in memory.
enum AccountTable: Table {
    typealias Record = AccountRow

    static let id = key("account_id") { $0.key.id }
    static let currency = key("currency") { $0.key.currency }
    static let kind = column("kind") { $0.kind }
    static let posted = column("posted") { $0.posted }
    static let pending = column("pending") { $0.pending }
    static let available = column("available") { $0.available }
    static let entryCount = column("entry_count") { $0.entryCount }
    static let opening = column("opening") { $0.opening }
    static let reportedBalance = derived("reported_balance") { $0.lastReport?.total }
    static let reportedAvailable = derived("reported_available") { $0.lastReport?.available }
    static let reportedAt = derived("reported_at") { $0.lastReport?.asOf }
    static let drift = derived("drift") { $0.drift }
    static let lastEventAt = column("last_event_at") { $0.lastEventAt }
    static let openingUntil = column("opening_until") { $0.openingUntil }
    static let reports = column("reports") { $0.reportCounts.all }
    static let reportsOfTotal = column("reports_of_total") { $0.reportCounts.ofTotal }
    static let reportsOfAvailable = column("reports_of_available") {
        $0.reportCounts.ofAvailable
    }

    static let layout = Layout(
        "account", id, currency, kind, posted, pending, available, entryCount, opening,
        reportedBalance, reportedAvailable, reportedAt, drift, lastEventAt, openingUntil, reports,
        reportsOfTotal, reportsOfAvailable)

    static let byKey = LookUp(id.of { (key: AccountKey) in key.id }, currency.of { $0.currency })

    /// The largest differences in money come first.
    static let comparison = TableComparison(
        AccountTable.self, subject: { "\($0).\(id.name) || ' ' || \($0).\(currency.name)" },
        order: [
            """
            greatest(
                abs(coalesce(a.\(posted.name), 0) - coalesce(b.\(posted.name), 0)),
                abs(coalesce(a.\(pending.name), 0) - coalesce(b.\(pending.name), 0))) DESC
            """
        ])

    static func key(_ row: StoredRow) throws(PostgresError) -> AccountKey {
        AccountKey(id: try row[id], currency: try row[currency])
    }

    /// The account with what was read of its reports and movements.
    static func account(
        _ row: StoredRow, reports: [ReportRecord], movements: [Movement],
        firstReport: ReportRecord?, windowStart: Timestamp?
    ) throws(PostgresError) -> Account {
        Account(
            key: try key(row), kind: try row[kind], posted: try row[posted],
            pending: try row[pending], available: try row[available],
            entryCount: try row[entryCount], lastEventAt: try row[lastEventAt],
            reports: reports, movements: movements, opening: try row[opening],
            openingUntil: try row[openingUntil], firstReport: firstReport,
            reportCounts: ReportCounts(
                all: try row[self.reports], ofTotal: try row[reportsOfTotal],
                ofAvailable: try row[reportsOfAvailable]),
            windowStart: windowStart)
    }
}

/// House accounts in the same table: an addition per account and batch, without reading them.
enum HouseTable: Table {
    typealias Record = (key: HouseAccount, value: HouseDelta)

    static let id = key("account_id") { $0.key.key.id }
    static let currency = key("currency") { $0.key.key.currency }
    static let kind = fixed("kind") { $0.key.kind }
    static let posted = sum("posted") { $0.value.posted }
    static let pending = sum("pending") { $0.value.pending }
    static let available = sum("available") { $0.value.available }
    static let entryCount = sum("entry_count") { $0.value.entryCount }

    static let layout = Layout(
        "account", id, currency, kind, posted, pending, available, entryCount)
}
