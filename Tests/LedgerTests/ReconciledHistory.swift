import Events
import Ledger
import Money
import Reconciliation

/// How a history arrives, and how little is kept of it in memory.
struct Arrival {
    var events: [GivenEvent]
    var batch = 1
    var maximumWeight = Int.max
    var window: AccountWindow?
}

/// A history folded and judged as the projector does it, with a shelf for the tables.
struct ReconciledHistory {
    /// A finding about what is true now, without positions and receipts.
    struct Line: Hashable, CustomStringConvertible {
        let key: FindingKey
        let severity: Severity
        let amount: MonetaryAmount?

        var description: String {
            "\(key.rule.rawValue) \(key.subject.id) \(key.discriminator) \(severity) "
                + (amount?.description ?? "")
        }
    }

    private let settings: RuleSettings
    private let policy: LedgerPolicy
    private(set) var shelf = Shelf()
    private var books: Books
    private var findings = FindingBook()
    private var deadlines = Deadlines()
    /// What is stored of findings.
    private var records: [FindingKey: FindingRecord] = [:]

    init(_ arrival: Arrival, _ policy: LedgerPolicy) throws {
        self.policy = policy
        settings = RuleSettings(
            sourceName: "source", clockResolutionMicroseconds: policy.clockResolutionMicroseconds)
        books = Books(policy: policy)
        for start in stride(from: 0, to: arrival.events.count, by: arrival.batch) {
            let events = Array(arrival.events.dropFirst(start).prefix(arrival.batch))
            try shelf.load(events, into: &books, window: arrival.window)
            for event in events { try take(event, arrival.window) }
            try shelf.add(books.takeHouseDeltas())
            for record in findings.takeChanges().records { records[record.finding.key] = record }
            if let window = arrival.window { books.trim(shelf.accounts.keys, to: window) }
            books.evict(maximumWeight: arrival.maximumWeight)
            findings.evict(maximumWeight: arrival.maximumWeight)
        }
        // In the end all that time alone can change has come.
        try fireDeadlines(upTo: .latest, arrival.window)
        for record in findings.takeChanges().records { records[record.finding.key] = record }
    }

    func view() throws -> BooksView { try shelf.view(policy) }

    var lines: Set<Line> {
        Set(
            records.values.filter { $0.status == .open }.map(\.finding).map {
                Line(key: $0.key, severity: $0.severity, amount: $0.amount)
            })
    }

    private mutating func take(_ event: GivenEvent, _ window: AccountWindow?) throws {
        let now = event.event.receivedAt
        try fireDeadlines(upTo: now, window)
        let change = try shelf.fold(event, into: &books)
        try shelf.write(change, of: books)
        let position = event.event.position
        for id in change.transactionIDs {
            try judgeTransaction(id, now, position)
        }
        for changed in change.cards where changed.movesLife {
            guard let card = books.card(changed.id) else { continue }
            apply(LifecycleGap.judge(card, settings: settings), now, position)
        }
        for account in change.accounts {
            guard let changed = BalanceChange(account) else { continue }
            try judgeBalance(account.key, changed, now, position)
        }
    }

    private mutating func judgeTransaction(
        _ id: String, _ now: Timestamp, _ position: Int64?
    ) throws {
        guard let transaction = books.transaction(id) else { return }
        apply(
            TransactionUnresolved.judge(transaction, now: now, settings: settings), now, position)
        apply(LifecycleGap.judge(transaction), now, position)
        if CurrencyMismatch.concerns(transaction) {
            apply(CurrencyMismatch.judge(transaction), now, position)
        }
        if AccountConflict.concerns(transaction) {
            apply(AccountConflict.judge(transaction), now, position)
        }
    }

    private mutating func judgeBalance(
        _ key: AccountKey, _ changed: BalanceChange, _ now: Timestamp, _ position: Int64?
    ) throws {
        while let account = books.account(key) {
            if let judgement = BalanceGap.judge(
                account, changed: changed, now: now, settings: settings)
            {
                return apply(judgement.inCurrency(key.currency), now, position)
            }
            try shelf.widen(key, from: account.windowStart ?? .earliest, in: &books)
        }
    }

    private mutating func fireDeadlines(
        upTo time: Timestamp, _ window: AccountWindow?
    ) throws {
        while let review = deadlines.takeNext(upTo: time) {
            let id = review.key.subject.id
            try shelf.load(transaction: id, accountID: id, into: &books, window: window)
            if review.key.rule == .transactionUnresolved {
                try judgeTransaction(id, review.at, nil)
                continue
            }
            load(review.key.scope)
            let asOf = findings.record(review.key)?.finding.createdAt
            for key in shelf.accounts.keys.sorted(by: { $0.inWords < $1.inWords })
            where key.id == id {
                if let asOf, !books.covers(key, from: asOf) {
                    try shelf.widen(key, from: asOf, in: &books)
                }
                for report in books.account(key)?.reports ?? []
                where Judgement.discriminator(report.key.eventID, key.currency)
                    == review.key.discriminator
                {
                    try judgeBalance(key, BalanceChange(at: report.asOf), review.at, nil)
                }
            }
        }
    }

    private mutating func apply(_ judgement: Judgement, _ now: Timestamp, _ position: Int64?) {
        load(judgement.scope)
        deadlines.apply(judgement)
        findings.apply(judgement, at: now, position: position)
    }

    private mutating func load(_ scope: FindingScope) {
        guard !findings.isLoaded(scope) else { return }
        findings.load(scope, records.values.filter { $0.finding.key.scope == scope })
    }
}
