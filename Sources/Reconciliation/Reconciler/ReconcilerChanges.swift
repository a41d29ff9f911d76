package import Events
package import Ledger
package import Money

/// What a reconciler changed, set by set: what a store must take over.
package struct ReconcilerChanges: Sendable {
    /// Transactions of which nothing was stored.
    package var newTransactions: [TransactionRecord] = []
    package var transactions: [TransactionRecord] = []
    package var cards: [Card] = []
    package var accounts: [AccountRow] = []
    /// Accounts on which nothing stands any more.
    package var emptyAccounts: [AccountKey] = []
    package var houses: [(key: HouseAccount, value: HouseDelta)] = []
    package var reports: [(key: AccountKey, report: ReportRecord)] = []
    package var openedEntries: [OpenedEntry] = []
    package var closedEntries: [ClosedEntry] = []
    package var activities: [ActivityRow] = []
    package var quarantined: [QuarantineRow] = []
    package var streams: [(stream: EventStream, head: StreamHead)] = []
    package var findings: [FindingRecord] = []
    package var transitions: [FindingTransition] = []
    package var deadlines: [Deadlines.Change] = []

    package init() {}
}

/// An entry that came into the books, and perhaps left them again before the changes were taken.
package struct OpenedEntry: Sendable {
    package var entry: Entry
    package var knownFrom: Int64
    package var knownUntil: Int64?
}

/// An entry of earlier changes that left the books, and the position at which it did.
package struct ClosedEntry: Sendable {
    package var entry: Entry
    package var position: Int64
}

/// An account as its row holds it.
///
/// Not the account itself: while a writer held it, the next change would have to copy all its
/// movements and reports.
package struct AccountRow: Sendable {
    package let key: AccountKey
    package let kind: AccountKind
    package let posted: Amount
    package let pending: Amount
    package let available: Amount
    package let entryCount: Int64
    package let opening: Amount?
    package let lastReport: ReportRecord?
    package let drift: Amount?
    package let lastEventAt: Timestamp?
    package let openingUntil: Timestamp?
    package let reportCounts: ReportCounts

    init(_ account: Account, _ policy: LedgerPolicy) throws(FoldError) {
        key = account.key
        kind = account.kind
        let exponent = key.currency.exponent
        posted = account.posted.inShape(ofExponent: exponent)
        pending = account.pending.inShape(ofExponent: exponent)
        available = account.available.inShape(ofExponent: exponent)
        entryCount = account.entryCount
        opening = account.opening?.inShape(ofExponent: exponent)
        lastReport = account.lastReport
        drift = try account.drift(policy)?.inShape(ofExponent: exponent)
        lastEventAt = account.lastEventAt
        openingUntil = account.openingUntil
        reportCounts = account.reportCounts
    }
}

package struct ActivityRow: Sendable {
    package var position: Int64
    package var ordinal: Int32
    package var at: Timestamp
    package var activity: Activity
}

package struct QuarantineRow: Sendable {
    package var position: Int64
    package var receivedAt: Timestamp
    package var reason: String
}
