import Events
import Ledger
import Reconciliation

/// What a projector keeps in its tables, on shelves: written from a reconciler's changes alone, and
/// read back for what it needs.
struct ShelfStore {
    private(set) var shelf = Shelf()
    private(set) var findings: [FindingKey: FindingRecord] = [:]
    private var deadlines: [FindingKey: Timestamp] = [:]
    private var streams: [EventStream: StreamHead] = [:]
    /// Nil: accounts are read whole.
    private let window: AccountWindow?

    init(window: AccountWindow?) {
        self.window = window
    }

    func supplies(_ needs: Needs, _ books: Books) throws -> Supplies {
        var supplies = Supplies()
        supplies.reviews = deadlines.filter { key, at in
            needs.subjects.contains(key.subject) || needs.deadlinesUpTo.map { at <= $0 } ?? false
        }.map { Review(key: $0.key, at: $0.value) }
        supplies.findings = findings.values.filter {
            needs.subjects.contains($0.finding.key.subject)
        }
        supplies.transactions = try needs.transactionIDs.compactMap(shelf.transaction)
        supplies.cards = try needs.cardIDs.compactMap(shelf.card)
        supplies.accounts = try needs.accounts.compactMap { key in
            try shelf.account(key, window, books)
        }
        supplies.streams = streams.filter { needs.streams.contains($0.key) }
        for (key, time) in needs.histories {
            supplies.histories[key] = try shelf.history(of: key, from: time, books)
        }
        return supplies
    }

    mutating func write(_ changes: ReconcilerChanges) throws {
        try shelf.write(changes)
        for record in changes.findings { findings[record.finding.key] = record }
        for change in changes.deadlines { deadlines[change.key] = change.at }
        for (stream, head) in changes.streams { streams[stream] = head }
    }
}
