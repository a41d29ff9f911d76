import Events
import Ledger
import Money
import Postgres
import Reconciliation

/// An entry row as it will be stored: in the books from one position on, and perhaps out of them
/// again within the same batch.
struct EntryRow: Sendable {
    var id: UUIDBytes
    var entry: Entry
    var knownFrom: Int64
    var knownUntil: Int64?
}

/// An entry of an earlier batch that left the books, and the position at which it did.
struct EntryClosing: Sendable {
    var id: UUIDBytes
    var entry: Entry
    var position: Int64
}

/// Everything that one batch changes, set by set, ready to be written.
struct FoldOutput: Sendable {
    /// Transactions without a row so far.
    var newTransactions: [TransactionRecord] = []
    var transactions: [TransactionRecord] = []
    var cards: [Card] = []
    var accounts: [AccountRow] = []
    /// Accounts on which nothing stands any more.
    var emptyAccounts: [AccountKey] = []
    var houses: [(key: HouseAccount, value: HouseDelta)] = []
    var reports: [(key: AccountKey, report: ReportRecord)] = []
    var openedEntries: [EntryRow] = []
    var closedEntries: [EntryClosing] = []
    var activities: [ActivityRow] = []
    var quarantined: [QuarantineRow] = []
    var streams: [(stream: EventStream, head: StreamHead)] = []
    var findings: [FindingRecord] = []
    var transitions: [FindingTransition] = []
    var deadlines: [Deadlines.Change] = []
}

/// An account as its row holds it.
///
/// Not the account itself: while the writer held it, the next change would have to copy all its
/// movements and reports.
struct AccountRow: Sendable {
    let key: AccountKey
    let kind: AccountKind
    let posted: Amount
    let pending: Amount
    let available: Amount
    let entryCount: Int64
    let opening: Amount?
    let lastReport: ReportRecord?
    let drift: Amount?
    let lastEventAt: Timestamp?
    let openingUntil: Timestamp?
    let reportCounts: ReportCounts

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

struct ActivityRow: Sendable {
    var position: Int64
    var ordinal: Int32
    var at: Timestamp
    var activity: Activity
}

struct QuarantineRow: Sendable {
    var position: Int64
    var receivedAt: Timestamp
    var reason: String
}
