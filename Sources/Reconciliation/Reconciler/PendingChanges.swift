import Events
import Ledger

/// What came since changes were last taken; which entities changed, `Residency` knows, and books,
/// findings and deadlines remember the rest themselves.
struct PendingChanges: Sendable {
    var reports: [(key: AccountKey, report: ReportRecord)] = []
    var activities: [ActivityRow] = []
    var quarantined: [QuarantineRow] = []
    private(set) var openedEntries: [OpenedEntry] = []
    private(set) var closedEntries: [ClosedEntry] = []
    /// Those of `openedEntries` that are still in the books, by their place, as far as they are
    /// indexed: only closings ask for them, and few batches have any.
    private var places: [Entry.Key: Int] = [:]
    private var indexed = 0

    /// Notes what a fold changed.
    mutating func take(_ change: FoldChanges, of event: LoggedEvent) {
        for account in change.accounts {
            for report in account.reports { reports.append((key: account.key, report: report)) }
        }
        // Closings first: an entry that changes leaves and comes back under one key.
        for case .closed(let entry) in change.entries { close(entry, at: event.position) }
        for case .opened(let entry) in change.entries {
            openedEntries.append(
                OpenedEntry(entry: entry, knownFrom: event.position, knownUntil: nil))
        }
        for (ordinal, activity) in change.activities.enumerated() {
            activities.append(
                ActivityRow(
                    position: event.position, ordinal: Int32(ordinal),
                    at: event.createdAt ?? event.receivedAt, activity: activity))
        }
    }

    /// An entry that leaves the books before the changes in which it came are taken keeps its row,
    /// closed.
    private mutating func close(_ entry: Entry, at position: Int64) {
        for place in indexed..<openedEntries.count {
            places[openedEntries[place].entry.key] = place
        }
        indexed = openedEntries.count
        if let place = places.removeValue(forKey: entry.key) {
            openedEntries[place].knownUntil = position
        } else {
            closedEntries.append(ClosedEntry(entry: entry, position: position))
        }
    }
}
