import Events
import Ledger
import Money
import Reconciliation

/// What must be equal in whatever order the same events came: everything but positions and
/// receipts.
struct BooksView: Hashable {
    var transactions: [String: TransactionSummary] = [:]
    var cards: [String: Card] = [:]
    var accounts: [AccountKey: Account] = [:]
    var entries: Set<Entry> = []
    var houses: [HouseAccount: HouseDelta] = [:]
}

private let anyTime = second(0)

extension Entry {
    fileprivate var withoutPosition: Entry {
        var entry = self
        entry.position = 0
        return entry
    }
}

extension EventPoint {
    fileprivate var withoutPosition: EventPoint {
        EventPoint(key: key, createdAt: createdAt, receivedAt: anyTime, position: 0)
    }
}

extension Card {
    var withoutPositions: Card {
        var card = self
        card.opened = opened?.withoutPosition
        card.closed = closed?.withoutPosition
        card.firstActivity = firstActivity?.withoutPosition
        return card
    }
}

extension Account {
    var withoutPositions: Account {
        Account(
            key: key, kind: kind, posted: posted, pending: pending, available: available,
            entryCount: entryCount, lastEventAt: lastEventAt,
            reports: reports.map { report in
                var report = report
                (report.position, report.receivedAt) = (0, anyTime)
                return report
            },
            movements: movements.map { movement in
                var movement = movement
                movement.position = 0
                return movement
            },
            opening: opening, openingUntil: openingUntil)
    }
}

extension Books {
    /// Forgets what was not used for longest, when there is more than so much, down to three
    /// quarters of it.
    mutating func evict(maximumWeight: Int) {
        guard weight > maximumWeight else { return }
        var left = weight
        var last = Int64.min
        for use in uses(besides: EntityKeys()).sorted(by: { $0.at < $1.at })
        where left > maximumWeight / 4 * 3 {
            left -= use.weight
            last = use.at
        }
        forget(usedUpTo: last, besides: EntityKeys())
    }
}

/// Keeps what a shell would keep in its database, written from `FoldChanges` alone.
struct Shelf {
    private(set) var transactions: [String: (steps: String, references: String)] = [:]
    private(set) var cards: [String: String] = [:]
    private(set) var accounts: [AccountKey: Account] = [:]
    private(set) var entries: [Entry.Key: Entry] = [:]
    private(set) var reports: [AccountKey: [ReportRecord]] = [:]
    private(set) var houses: [HouseAccount: HouseDelta] = [:]

    /// A change that cannot be written.
    struct BrokenChange: Error {
        let reason: String
    }

    /// Loads into the books what these events need, in the two rounds that a shell takes.
    func load(
        _ events: [GivenEvent], into books: inout Books, window: AccountWindow? = nil
    ) throws {
        var reach = FoldReach()
        for event in events { reach.take(event.interpretation.facts) }
        for id in reach.transactionIDs where !books.knows(transaction: id) {
            if let stored = try transaction(id) { try books.insert(stored) }
        }
        for id in reach.cardIDs where !books.knows(card: id) {
            if let stored = try card(id) { books.insert(stored) }
        }
        for key in reach.accountKeys(books) where !books.knows(account: key) {
            if let stored = try account(key, window, books) { books.insert(stored) }
        }
    }

    func transaction(_ id: String) throws -> Transaction? {
        try transactions[id].map {
            try Transaction(id: id, stepsJSON: $0.steps, referencesJSON: $0.references)
        }
    }

    func card(_ id: String) throws -> Card? {
        try cards[id].map { try Card(id: id, fieldsJSON: $0) }
    }

    /// An account from the start of its window on.
    func account(_ key: AccountKey, _ window: AccountWindow?, _ books: Books) throws -> Account? {
        guard let row = accounts[key] else { return nil }
        return try loaded(row, from: window.flatMap { start(of: row, $0) }.map(books.tickStart))
    }

    /// Where the window of a stored account begins; nil for the whole account.
    private func start(of row: Account, _ window: AccountWindow) -> Timestamp? {
        let times = (reports[row.key] ?? []).map(\.asOf).sorted()
        if times.count <= window.reports, row.entryCount <= window.movements { return nil }
        if let first = times.first {
            return row.openingUntil == nil ? first : times.suffix(window.reports).first
        }
        return entries.values.filter { $0.account == row.key }.map(\.effectiveAt).sorted()
            .suffix(window.movements).first
    }

    /// Folds an event, bringing in what lies before the windows of accounts as it is asked for.
    func fold(_ event: GivenEvent, into books: inout Books) throws -> FoldChanges {
        while true {
            do throws(FoldError) {
                return try books.fold(event.event, event.interpretation)
            } catch {
                guard case .needsHistory(let accounts) = error else { throw error }
                for (key, time) in accounts { try widen(key, from: time, in: &books) }
            }
        }
    }

    /// Brings in what lies before an account's window, one report at least.
    func widen(_ key: AccountKey, from time: Timestamp, in books: inout Books) throws {
        guard let history = try history(of: key, from: time, books) else { return }
        books.extend(
            key, reports: history.reports, movements: history.movements, from: history.start)
    }

    /// What lies before an account's window, one report at least; nil where all is in memory.
    func history(
        of key: AccountKey, from time: Timestamp, _ books: Books
    ) throws -> AccountHistory? {
        guard let account = books.account(key), let end = account.windowStart else { return nil }
        let older = (reports[key] ?? []).map(\.asOf).filter { $0 < end }.max()
        let start = books.tickStart(min(time, older ?? time))
        guard start < end else { throw BrokenChange(reason: "nothing lies before \(key)") }
        let whole = try loaded(account)
        return AccountHistory(
            start: time == .earliest ? nil : start,
            reports: whole.reports.filter { $0.asOf >= start && $0.asOf < end },
            movements: whole.movements.filter { $0.effectiveAt >= start && $0.effectiveAt < end })
    }

    /// An account as it is read back: the row, its reports, and movements summed from entries.
    private func loaded(_ row: Account, from start: Timestamp? = nil) throws -> Account {
        let open = entries.values.filter {
            $0.account == row.key && $0.step != Entry.openingStep
        }
        let movements = try Dictionary(grouping: open, by: \.key.cause).values.map { entries in
            let first = entries[0]
            let posted = entries.filter { $0.layer == .posted }.map(\.amount)
            let pending = entries.filter { $0.layer == .pending }.map(\.amount)
            return Movement(
                cause: first.key.cause, transactionID: first.key.transactionID,
                effectiveAt: first.effectiveAt, effectiveSource: first.effectiveSource,
                posted: try Amount.sum(posted), pending: try Amount.sum(pending),
                available: try Amount.sum(entries.map(\.available)), position: first.position,
                accountKind: first.accountKind)
        }
        let known = reports[row.key] ?? []
        let (shown, moved) =
            start.map { start in
                (known.filter { $0.asOf >= start }, movements.filter { $0.effectiveAt >= start })
            } ?? (known, movements)
        return Account(
            key: row.key, kind: row.kind, posted: row.posted, pending: row.pending,
            available: row.available, entryCount: row.entryCount, lastEventAt: row.lastEventAt,
            reports: shown, movements: moved, opening: row.opening,
            openingUntil: row.openingUntil, firstReport: row.firstReport,
            reportCounts: row.reportCounts, windowStart: start)
    }

    /// Writes what one event changed.
    mutating func write(_ changes: FoldChanges, of books: Books) throws {
        try write(changes.entries)
        for id in changes.transactionIDs {
            guard let transaction = books.transaction(id) else {
                throw BrokenChange(reason: "transaction \(id) is not there")
            }
            transactions[id] = (transaction.stepsJSON, transaction.referencesJSON)
        }
        for card in changes.cards { cards[card.id] = books.card(card.id)?.fieldsJSON }
        for change in changes.accounts {
            reports[change.key, default: []] += change.reports
            accounts[change.key] = books.account(change.key)
        }
    }

    /// Writes what a batch of events changed.
    mutating func write(_ changes: ReconcilerChanges) throws {
        for closed in changes.closedEntries { try write([.closed(closed.entry)]) }
        for opened in changes.openedEntries where opened.knownUntil == nil {
            try write([.opened(opened.entry)])
        }
        for record in changes.newTransactions where transactions[record.transaction.id] != nil {
            throw BrokenChange(reason: "transaction \(record.transaction.id) is not new")
        }
        for record in changes.newTransactions + changes.transactions {
            let transaction = record.transaction
            transactions[transaction.id] = (transaction.stepsJSON, transaction.referencesJSON)
        }
        for card in changes.cards { cards[card.id] = card.fieldsJSON }
        for (key, report) in changes.reports { reports[key, default: []].append(report) }
        for row in changes.accounts { accounts[row.key] = account(row) }
        for key in changes.emptyAccounts { accounts[key] = nil }
        for (account, delta) in changes.houses { try add([account: delta]) }
    }

    private func account(_ row: AccountRow) -> Account {
        let known = reports[row.key] ?? []
        return Account(
            key: row.key, kind: row.kind, posted: row.posted, pending: row.pending,
            available: row.available, entryCount: row.entryCount, lastEventAt: row.lastEventAt,
            reports: known, movements: [], opening: row.opening, openingUntil: row.openingUntil,
            firstReport: known.min { $0.precedes($1) }, reportCounts: row.reportCounts)
    }

    /// Within one event a key is opened and closed at most once.
    private mutating func write(_ changes: [EntryChange]) throws {
        let opened = changes.filter { if case .opened = $0 { true } else { false } }
        let closed = changes.filter { if case .closed = $0 { true } else { false } }
        for entries in [opened.map(\.entry.key), closed.map(\.entry.key)] {
            guard Set(entries).count == entries.count else {
                throw BrokenChange(reason: "a key is changed twice")
            }
        }
        for entry in closed.map(\.entry) {
            guard entries.removeValue(forKey: entry.key) == entry else {
                throw BrokenChange(reason: "\(entry.key) is closed and was not open")
            }
        }
        for entry in opened.map(\.entry) {
            guard entries.updateValue(entry, forKey: entry.key) == nil else {
                throw BrokenChange(reason: "\(entry.key) is opened and was open")
            }
        }
    }

    mutating func add(_ deltas: [HouseAccount: HouseDelta]) throws {
        for (account, delta) in deltas {
            houses[account] = try (houses[account] ?? HouseDelta()).adding(delta)
        }
    }

    /// Everything on the shelf.
    func view(_ policy: LedgerPolicy) throws -> BooksView {
        var view = BooksView()
        for (id, stored) in transactions {
            let transaction = try Transaction(
                id: id, stepsJSON: stored.steps, referencesJSON: stored.references)
            view.transactions[id] = try transaction.derive(policy).summary
        }
        for (id, stored) in cards {
            view.cards[id] = try Card(id: id, fieldsJSON: stored).withoutPositions
        }
        for (key, row) in accounts { view.accounts[key] = try loaded(row).withoutPositions }
        view.entries = Set(entries.values.map(\.withoutPosition))
        // A house account whose entries are all gone is none.
        view.houses = houses.filter { $0.value.entryCount != 0 }
        return view
    }
}
