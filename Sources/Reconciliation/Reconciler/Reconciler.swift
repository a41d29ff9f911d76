import Events
package import Ledger

/// One source's books, findings, deadlines and streams, and the walk of an event through them:
/// deadlines before it, the books, the rules that it touches, its arrival.
///
/// A pure value: it reads nothing and knows no clock. What it does not hold it asks for (`Needs`),
/// as a prefetch before a commit:
///
///     while let needs = reconciler.take(reading) {
///         try reconciler.supply(store.rows(needs), for: needs)
///     }
///     store.write(try reconciler.takeChanges())
///
/// With no store at all (`StoredIdentifiers.none`) it needs nothing. A batch of events is best
/// prefetched (`Prefetch`), so that little is asked one by one.
///
/// Everything that happens here depends on the log's order and times alone, never on how events
/// are batched, what is kept in memory or forgotten.
package struct Reconciler: Sendable {
    package let policy: LedgerPolicy
    package let rules: RuleSettings
    /// How much of an account is kept when memory is short.
    let window: AccountWindow
    package internal(set) var books: Books
    package internal(set) var findings = FindingBook()
    var deadlines = Deadlines()
    var streams: [EventStream: Stream] = [:]
    var changes = PendingChanges()
    var residency: Residency
    /// The event that waits for what it needs, and how far it has come.
    private var progress: Progress?

    package init(
        policy: LedgerPolicy, rules: RuleSettings, window: AccountWindow = AccountWindow(),
        stored: StoredIdentifiers = .none
    ) {
        self.policy = policy
        self.rules = rules
        self.window = window
        residency = Residency(stored: stored)
        books = Books(policy: policy)
    }

    /// The head of a stream, and the fold at which it was last asked for.
    struct Stream: Sendable {
        var head: StreamHead
        var usedAt: Int64
    }

    private struct Progress {
        enum Stage {
            case deadlines
            case books
            /// Subjects that the event touched; those before `next` are judged.
            case rules(subjects: [JudgedSubject], next: Int)
            case arrival
        }

        let position: Int64
        var stage = Stage.deadlines
        /// Why the event is not booked.
        var withheld: String?
    }

    /// Folds and judges one event; what must be supplied first, if anything: then call it again
    /// with the same event.
    package mutating func take(_ reading: EventReading) -> Needs? {
        let event = reading.event
        if let needs = prefetchNeeds(reading) { return needs }
        var now = progress ?? Progress(position: event.position)
        precondition(now.position == event.position, "an event waits for what it needs")
        progress = nil
        while true {
            let needs: Needs?
            switch now.stage {
            case .deadlines:
                needs = advance(to: event.receivedAt)
                if needs == nil { now.stage = .books }
            case .books:
                needs = foldIntoBooks(reading, &now)
            case .rules(let subjects, var next):
                needs = judge(subjects, &next, event)
                now.stage = needs == nil ? .arrival : .rules(subjects: subjects, next: next)
            case .arrival:
                needs = judgeArrival(of: reading, withheld: now.withheld)
                if needs == nil { return nil }
            }
            if let needs {
                progress = now
                return needs
            }
        }
    }

    private mutating func foldIntoBooks(
        _ reading: EventReading, _ now: inout Progress
    ) -> Needs? {
        let event = reading.event
        switch reading.content {
        case .withheld(_, let reason):
            withhold(event, reason, &now)
        case .facts(let interpretation):
            do throws(FoldError) {
                let change = try books.fold(event, interpretation)
                changes.take(change, of: event)
                note(change)
                now.stage = .rules(subjects: JudgedSubject.all(in: change), next: 0)
            } catch {
                guard case .needsHistory(let accounts) = error else {
                    withhold(event, error.description, &now)
                    return nil
                }
                var needs = Needs()
                for (key, time) in accounts { needs.histories[key] = historyStart(key, time) }
                return needs
            }
        }
        return nil
    }

    private mutating func note(_ change: FoldChanges) {
        for id in change.transactionIDs { residency.changed.entities.transactionIDs.insert(id) }
        for card in change.cards { residency.changed.entities.cardIDs.insert(card.id) }
        for account in change.accounts {
            residency.changed.entities.accounts.insert(account.key)
            residency.grownAccounts.insert(account.key)
        }
        findings.clock = books.clock
    }

    private mutating func withhold(
        _ event: LoggedEvent, _ reason: String, _ now: inout Progress
    ) {
        changes.quarantined.append(
            QuarantineRow(position: event.position, receivedAt: event.receivedAt, reason: reason))
        now.withheld = reason
        now.stage = .arrival
    }

    private mutating func judge(
        _ subjects: [JudgedSubject], _ next: inout Int, _ event: LoggedEvent
    ) -> Needs? {
        while next < subjects.count {
            if let needs = judge(subjects[next], at: event) { return needs }
            next += 1
        }
        return nil
    }

    /// From when on an account's history is needed that lies before its window.
    func historyStart(_ key: AccountKey, _ time: Timestamp) -> Timestamp {
        min(time, books.account(key)?.windowStart ?? time)
    }
}
