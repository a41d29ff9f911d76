import Events
import Ledger
import Postgres
import Reconciliation

/// What the positions of a batch changed so far, apart from what books, findings and deadlines
/// remember themselves.
struct PendingChanges {
    var transactionIDs: Set<String> = []
    /// Those of the batch, changed or not, that had no row before it.
    var newTransactionIDs: Set<String> = []
    var cardIDs: Set<String> = []
    var accountKeys: Set<AccountKey> = []
    var streams: Set<EventStream> = []
    var reports: [(key: AccountKey, report: ReportRecord)] = []
    var activities: [ActivityRow] = []
    var quarantined: [QuarantineRow] = []
    private(set) var openedEntries: [EntryRow] = []
    private(set) var closedEntries: [EntryClosing] = []
    /// Entries of this batch that are still in the books, by their place in `openedEntries`, as
    /// far as they are indexed: only closings ask for them, and few batches have any.
    private var places: [UUIDBytes: Int] = [:]
    private var indexed = 0

    mutating func open(_ entry: Entry, at position: Int64, _ identifiers: Identifiers) {
        openedEntries.append(
            EntryRow(
                id: identifiers.entry(entry.key), entry: entry, knownFrom: position,
                knownUntil: nil))
    }

    /// An entry that leaves the books in the batch in which it came keeps its row, closed.
    mutating func close(_ entry: Entry, at position: Int64, _ identifiers: Identifiers) {
        for place in indexed..<openedEntries.count { places[openedEntries[place].id] = place }
        indexed = openedEntries.count
        let id = identifiers.entry(entry.key)
        if let place = places.removeValue(forKey: id) {
            openedEntries[place].knownUntil = position
        } else {
            closedEntries.append(EntryClosing(id: id, entry: entry, position: position))
        }
    }
}
