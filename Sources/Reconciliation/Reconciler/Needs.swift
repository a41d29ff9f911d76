package import Events
package import Ledger

/// What a reconciler must be told before it can go on: what is stored of these, which may be
/// nothing.
package struct Needs: Hashable, Sendable {
    /// Every deadline that falls due by then.
    package var deadlinesUpTo: Timestamp?
    package var transactionIDs: Set<String> = []
    package var cardIDs: Set<String> = []
    package var accounts: Set<AccountKey> = []
    package var streams: Set<EventStream> = []
    /// Their findings, of all rules and in whatever status, and their deadlines.
    package var subjects: Set<Subject> = []
    /// What lies before the windows of accounts that are in memory, from these times on at least.
    package var histories: [AccountKey: Timestamp] = [:]

    init() {}

    var isEmpty: Bool {
        deadlinesUpTo == nil && transactionIDs.isEmpty && cardIDs.isEmpty && accounts.isEmpty
            && streams.isEmpty && subjects.isEmpty && histories.isEmpty
    }

    /// The findings of one subject.
    init(_ subject: Subject) {
        subjects = [subject]
    }

    /// What lies before an account's window.
    init(history key: AccountKey, from time: Timestamp) {
        histories = [key: time]
    }
}

/// What is stored of what a reconciler needs.
package struct Supplies: Sendable {
    /// Deadlines that fall due, and those of the subjects.
    package var reviews: [Review] = []
    package var transactions: [Transaction] = []
    package var cards: [Card] = []
    /// From the start of their windows on.
    package var accounts: [Account] = []
    package var streams: [EventStream: StreamHead] = [:]
    package var findings: [FindingRecord] = []
    package var histories: [AccountKey: AccountHistory] = [:]

    package init() {}
}

/// What lies before an account's window.
package struct AccountHistory: Sendable {
    /// From when on it is whole: the start of a tick; nil where nothing lies before it.
    package var start: Timestamp?
    package var reports: [ReportRecord]
    package var movements: [Movement]

    package init(
        start: Timestamp? = nil, reports: [ReportRecord] = [], movements: [Movement] = []
    ) {
        self.start = start
        self.reports = reports
        self.movements = movements
    }
}
