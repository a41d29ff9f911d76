package import Events

/// Why an event cannot be folded although it was decoded: it goes to quarantine, and the books stay
/// as they were.
package enum FoldError: Error, Hashable, Sendable {
    /// A sum left 128 bits or the scale bound.
    case overflow(String)
    /// A transaction has more steps than the bound (1,000).
    case tooManySteps(transactionID: String)
}

/// What a batch of events needs loaded before it can be folded.
package struct FoldRequirements: Hashable, Sendable {
    package var transactionIDs: Set<String> = []
    package var cardIDs: Set<String> = []
    /// Known only once the transactions are loaded.
    package var accountKeys: Set<AccountKey> = []

    package init() {}
}

/// An entry that came into the books or left them at one position.
package enum EntryChange: Hashable, Sendable {
    case opened(Entry)
    case closed(Entry)
}

/// What one event changed.
package struct FoldChanges: Hashable, Sendable {
    package var transactionIDs: Set<String> = []
    package var cardIDs: Set<String> = []
    /// Card and account kinds whose sums, reports or movements changed, with the earliest
    /// effective time that changed.
    package var accounts: [AccountKey: Timestamp] = [:]
    package var entries: [EntryChange] = []
    package var reports: [AccountKey: [ReportRecord]] = [:]
    package var activities: [Activity] = []

    package init() {}
}
