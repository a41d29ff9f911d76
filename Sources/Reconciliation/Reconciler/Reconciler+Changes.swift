import Events
package import Ledger

extension Reconciler {
    /// What changed since the last call.
    ///
    /// All of it stays in memory until `noteSettled` says that it is stored.
    package mutating func takeChanges() throws(FoldError) -> ReconcilerChanges {
        var taken = ReconcilerChanges()
        try takeEntities(&taken)
        taken.houses = books.takeHouseDeltas().sorted { $0.key.key.precedes($1.key.key) }
        taken.reports = changes.reports
        taken.openedEntries = changes.openedEntries
        taken.closedEntries = changes.closedEntries
        taken.activities = changes.activities
        taken.quarantined = changes.quarantined
        for stream in residency.changed.streams {
            guard let known = streams[stream] else { continue }
            residency.stored.insert(stream)
            taken.streams.append((stream: stream, head: known.head))
        }
        let found = findings.takeChanges()
        taken.findings = found.records
        taken.transitions = found.transitions
        taken.deadlines = deadlines.takeChanges()
        var subjects = Set(taken.findings.map(\.finding.key.subject))
        // Those of arrival rules; the others were noted when they were judged.
        for subject in subjects { residency.stored.insert(findingsAbout: subject) }
        for change in taken.deadlines { subjects.insert(change.key.subject) }
        residency.take(subjects: subjects)
        changes = PendingChanges()
        return taken
    }

    private mutating func takeEntities(_ taken: inout ReconcilerChanges) throws(FoldError) {
        let changed = residency.changed.entities
        for id in changed.transactionIDs.sorted() {
            guard let record = books.record(ofTransaction: id) else { continue }
            let isNew = residency.isAbsent(transaction: id)
            residency.stored.insert(transaction: id)
            if isNew {
                taken.newTransactions.append(record)
            } else {
                taken.transactions.append(record)
            }
        }
        taken.cards = changed.cardIDs.sorted().compactMap { books.card($0) }
        for key in changed.accounts.sorted(by: { $0.precedes($1) }) {
            if let account = books.account(key) {
                taken.accounts.append(try AccountRow(account, policy))
            } else {
                taken.emptyAccounts.append(key)
            }
        }
    }

    /// The oldest changes that were taken are stored now.
    package mutating func noteSettled() { residency.settle() }

    /// Begins again from what is stored: changes that were taken did not get there.
    package mutating func startAgain() {
        var other = Reconciler(policy: policy, rules: rules, window: window)
        // What did not get there may be among the ids: then it is looked for in vain.
        other.residency = residency.emptied()
        self = other
    }

    // MARK: Forgetting

    /// About how much is in memory, in bytes.
    package var weight: Int {
        books.weight + findings.weight + deadlines.count * Self.deadlineWeight
            + streams.count * Self.streamWeight
    }

    /// With its key in two collections.
    private static let deadlineWeight = 400
    /// With its id on the heap.
    private static let streamWeight = 250

    /// Forgets what was not used for longest, when there is more than so many bytes, down to two
    /// thirds of them; call it when changes were just taken.
    ///
    /// What is not stored yet stays, whatever it weighs.
    package mutating func forget(downTo bytes: Int) {
        guard residency.stored.isAnythingStored else { return }
        books.trim(residency.takeGrownAccounts(), to: window)
        guard weight > bytes else { return }
        let kept = residency.kept
        var uses = books.uses(besides: kept.entities) + findings.uses(besides: kept.subjects)
        for (stream, known) in streams where !kept.streams.contains(stream) {
            uses.append(Use(at: known.usedAt, weight: Self.streamWeight))
        }
        uses.sort { $0.at < $1.at }
        var left = weight
        var last = Int64.min
        for use in uses where left > bytes / 3 * 2 {
            left -= use.weight
            last = use.at
        }
        books.forget(usedUpTo: last, besides: kept.entities)
        streams = streams.filter { $1.usedAt > last || kept.streams.contains($0) }
        // A subject in memory promises that its deadlines are there, too: both go together.
        let subjects = findings.forget(usedUpTo: last, besides: kept.subjects)
        if let time = deadlines.forget(subjects) { residency.forgetDeadline(at: time) }
    }
}
