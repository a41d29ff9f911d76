import Configuration
import Events
import Ledger
import Money
import Postgres
import Reconciliation

/// The state of one source in memory, and the walk of an event through it: deadlines before it,
/// the books, the rules that it touches.
///
/// Everything that happens here depends on the log's order and times alone, never on how events
/// are batched; the loader only brings in what earlier batches stored.
struct SourceFold {
    let settings: FoldSettings
    let identifiers: Identifiers
    var books: Books
    var findings = FindingBook()
    var deadlines = Deadlines()
    var streams: [EventStream: StreamHead] = [:]
    /// Streams that were looked for; one that is not in `streams` has no head.
    var knownStreams: Set<EventStream> = []
    /// The currencies in which accounts are known to memory, by account id.
    var accountKeys: [String: Set<AccountKey>] = [:]
    /// Account ids of which every stored currency is in memory.
    var wholeAccountIDs: Set<String> = []
    var changes = PendingChanges()
    /// How much of an account stays in memory between batches.
    let window: AccountWindow
    /// Accounts whose windows have grown since they were last taken back.
    var touchedAccounts: Set<AccountKey> = []
    /// Accounts that changed in outputs which were taken and may not be in the tables yet.
    var unsettledAccountKeys: [Set<AccountKey>] = []
    /// Transactions and streams that may have rows; written or about to be.
    var storedIDs: StoredIdentifiers

    init(
        settings: FoldSettings, identifiers: Identifiers, window: AccountWindow,
        storedIDs: StoredIdentifiers
    ) {
        self.settings = settings
        self.window = window
        self.storedIDs = storedIDs
        self.identifiers = identifiers
        books = Books(policy: settings.ledger)
    }

    /// Folds and judges one event; `prepare` has loaded what it touches.
    mutating func take(_ reading: EventReading, from loader: ProjectionLoader) throws {
        let event = reading.event
        try fireDeadlines(upTo: event.receivedAt, from: loader)
        var withheld: String?
        var change = FoldChanges()
        switch reading.content {
        case .withheld(_, let reason):
            withheld = reason
        case .facts(let interpretation):
            switch try foldIntoBooks(event, interpretation, from: loader) {
            case .success(let folded): change = folded
            case .failure(let error): withheld = error.description
            }
        }
        record(change, of: event)
        try judge(change, at: event, from: loader)
        if let withheld {
            changes.quarantined.append(
                QuarantineRow(
                    position: event.position, receivedAt: event.receivedAt, reason: withheld))
        }
        try judgeArrival(of: reading, withheld: withheld, from: loader)
    }
}
