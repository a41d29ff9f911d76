import Events
package import Ledger

extension Reconciler {
    /// What changed since the last call.
    ///
    /// All of it stays in memory until `noteSettled` says that it is stored.
    package mutating func takeChanges() throws(FoldError) -> ReconcilerChanges {
        var taken = ReconcilerChanges()
        for id in changes.transactionIDs.sorted() {
            guard let record = books.record(ofTransaction: id) else { continue }
            let isNew = absent.transactionIDs.contains(id) || !stored.mayHold(transaction: id)
            stored.insert(transaction: id)
            if isNew {
                taken.newTransactions.append(record)
            } else {
                taken.transactions.append(record)
            }
        }
        taken.cards = changes.cardIDs.sorted().compactMap { books.card($0) }
        for key in changes.accountKeys.sorted(by: { $0.precedes($1) }) {
            if let account = books.account(key) {
                taken.accounts.append(try AccountRow(account, policy))
            } else {
                taken.emptyAccounts.append(key)
            }
        }
        taken.houses = books.takeHouseDeltas().sorted { $0.key.key.precedes($1.key.key) }
        taken.reports = changes.reports
        taken.openedEntries = changes.openedEntries
        taken.closedEntries = changes.closedEntries
        taken.activities = changes.activities
        taken.quarantined = changes.quarantined
        for stream in changes.streams {
            guard let head = streams[stream] else { continue }
            stored.insert(stream)
            taken.streams.append((stream: stream, head: head))
        }
        let found = findings.takeChanges()
        taken.findings = found.records
        taken.transitions = found.transitions
        taken.deadlines = deadlines.takeChanges()
        // Those of arrival rules; the others were noted when they were judged.
        for record in taken.findings { stored.insert(findingsAbout: record.finding.key.subject) }
        unsettledEmptyAccounts.append(Set(taken.emptyAccounts))
        changes = PendingChanges()
        absent = Absent()
        prefetchedUntil = 0
        return taken
    }

    /// The oldest changes that were taken are stored now.
    package mutating func noteSettled() {
        if !unsettledEmptyAccounts.isEmpty { unsettledEmptyAccounts.removeFirst() }
    }

    // MARK: Forgetting

    /// Begins again from what is stored: changes that were taken did not get there.
    package mutating func startAgain() {
        // What did not get there may be among the ids: then it is looked for in vain.
        var other = Reconciler(policy: policy, rules: rules, window: window, stored: stored)
        if stored.isAnythingStored { other.deadlinesKnownUntil = .earliest }
        self = other
    }

    /// Whether it is time to forget something.
    package func isFull(_ bytes: Int) -> Bool {
        books.weight > bytes || findings.weight > bytes / 4
            || deadlines.count > Self.deadlineLimit(bytes)
            || streams.count > Self.streamLimit(bytes)
    }

    /// A deadline with its key in two collections, and a stream with its head: about this many
    /// bytes each.
    private static func deadlineLimit(_ bytes: Int) -> Int { max(10_000, bytes / 8 / 400) }

    private static func streamLimit(_ bytes: Int) -> Int { max(20_000, bytes / 8 / 250) }

    /// Forgets what was not used for longest; everything that changed must be stored.
    package mutating func forget(downTo bytes: Int) {
        guard stored.isAnythingStored else { return }
        books.trim(touchedAccounts, to: window)
        touchedAccounts = []
        // Down to less: while it is full nothing can be folded ahead of the tables.
        if books.weight > bytes { books.evict(maximumWeight: bytes / 3 * 2) }
        // Deadlines are forgotten together with all findings, because a subject in memory promises
        // that its deadlines are there, too.
        if deadlines.count > Self.deadlineLimit(bytes) {
            findings = FindingBook()
            deadlines = Deadlines()
            deadlinesKnownUntil = .earliest
        } else if findings.weight > bytes / 4 {
            findings.evict(maximumWeight: bytes / 6)
        }
        if streams.count > Self.streamLimit(bytes) { streams = [:] }
    }
}
