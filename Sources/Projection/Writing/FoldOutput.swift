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

extension FoldOutput {
    /// What a reconciler changed, under the ids of the tables.
    init(_ changes: ReconcilerChanges, _ identifiers: Identifiers) {
        newTransactions = changes.newTransactions
        transactions = changes.transactions
        cards = changes.cards
        accounts = changes.accounts
        emptyAccounts = changes.emptyAccounts
        houses = changes.houses
        reports = changes.reports
        openedEntries = changes.openedEntries.map { opened in
            EntryRow(
                id: identifiers.entry(opened.entry.key), entry: opened.entry,
                knownFrom: opened.knownFrom, knownUntil: opened.knownUntil)
        }
        closedEntries = changes.closedEntries.map { closed in
            EntryClosing(
                id: identifiers.entry(closed.entry.key), entry: closed.entry,
                position: closed.position)
        }
        activities = changes.activities
        quarantined = changes.quarantined
        streams = changes.streams
        findings = changes.findings
        transitions = changes.transitions
        deadlines = changes.deadlines
    }
}
