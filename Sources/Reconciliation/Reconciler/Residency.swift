import Events
import Ledger

/// What of a source is in memory and what is not: the one place that knows whether something that
/// memory lacks is stored, and what may be forgotten.
///
/// Something is *changed* until changes are taken, then *unsettled* until they are stored: both
/// must stay, and are as they are in memory whatever the store says. Everything else can be
/// forgotten, and is brought in again where it is needed.
struct Residency: Sendable {
    struct Keys: Sendable {
        var entities = EntityKeys()
        var streams: Set<EventStream> = []
        var subjects: Set<Subject> = []

        mutating func formUnion(_ other: Keys) {
            entities.formUnion(other.entities)
            streams.formUnion(other.streams)
            subjects.formUnion(other.subjects)
        }
    }

    /// What may be stored and is not in memory.
    var stored: StoredIdentifiers
    /// Changed since changes were last taken.
    var changed = Keys()
    /// What was asked for and is not stored, until changes are taken.
    var absent = Keys()
    /// Every deadline that falls due by then is in memory.
    private(set) var deadlinesKnownUntil: Timestamp
    /// The last position of which everything was prefetched that it is known to touch.
    var prefetchedUntil: Int64 = 0
    /// Accounts whose windows may have grown since they were last taken back.
    var grownAccounts: Set<AccountKey> = []
    /// Of changes that were taken, the oldest first.
    private var unsettled: [Keys] = []

    init(stored: StoredIdentifiers) {
        self.stored = stored
        deadlinesKnownUntil = stored.isComplete ? .latest : .earliest
    }

    /// The same store, and nothing in memory.
    func emptied() -> Residency {
        var residency = Residency(stored: stored)
        if stored.isAnythingStored { residency.deadlinesKnownUntil = .earliest }
        return residency
    }

    /// Of something that is not in memory: whether nothing of it is stored.
    func isAbsent(transaction id: String) -> Bool {
        !stored.mayHold(transaction: id) || absent.entities.transactionIDs.contains(id)
    }

    func isAbsent(card id: String) -> Bool {
        !stored.isAnythingStored || absent.entities.cardIDs.contains(id)
    }

    /// An account that became empty is stored until the change is settled.
    func isAbsent(_ account: AccountKey) -> Bool {
        !stored.isAnythingStored || absent.entities.accounts.contains(account)
            || mustStay(account)
    }

    /// Whether an account differs from what is stored.
    private func mustStay(_ account: AccountKey) -> Bool {
        changed.entities.accounts.contains(account)
            || unsettled.contains { $0.entities.accounts.contains(account) }
    }

    /// The accounts whose windows can be taken back, once each.
    mutating func takeGrownAccounts() -> [AccountKey] {
        let taken = grownAccounts.filter { !mustStay($0) }
        if taken.count == grownAccounts.count {
            grownAccounts = []
        } else {
            for account in taken { grownAccounts.remove(account) }
        }
        return Array(taken)
    }

    func isAbsent(_ stream: EventStream) -> Bool {
        !stored.mayHold(stream) || absent.streams.contains(stream)
    }

    mutating func knowDeadlines(until time: Timestamp) {
        deadlinesKnownUntil = max(deadlinesKnownUntil, time)
    }

    /// The deadline of this time is not in memory any more.
    mutating func forgetDeadline(at time: Timestamp) {
        deadlinesKnownUntil = min(deadlinesKnownUntil, time.addingClamped(microseconds: -1))
    }

    /// Changes are taken; `subjects` are those of which findings or deadlines changed.
    mutating func take(subjects: Set<Subject>) {
        changed.subjects = subjects
        unsettled.append(changed)
        changed = Keys()
        absent = Keys()
        prefetchedUntil = 0
    }

    /// The oldest changes that were taken are stored.
    mutating func settle() {
        if !unsettled.isEmpty { unsettled.removeFirst() }
    }

    /// What must stay in memory.
    var kept: Keys {
        var kept = changed
        for keys in unsettled { kept.formUnion(keys) }
        return kept
    }
}
