import Configuration
import Events
import Ledger
import Reconciliation

// What earlier batches stored comes in here: once for all that a batch is known to touch, and one
// by one for the little that shows only while it is folded.

extension SourceFold {
    /// Loads everything that folding and judging these events can touch.
    mutating func prepare(for readings: [EventReading], from loader: ProjectionLoader) throws {
        guard let last = readings.last else { return }
        var reach = FoldReach()
        for reading in readings { reach.take(reading.facts) }
        let transactionIDs = reach.transactionIDs
        try prepareDeadlines(upTo: last.event.receivedAt, from: loader)
        try loadTransactions(transactionIDs, from: loader)
        try loadCards(reach.cardIDs, from: loader)
        let accounts = reach.accountKeys(books)
        try loadAccounts(accounts, from: loader)
        try loadStreams(readings.compactMap { $0.interpretation?.stream }, from: loader)
        noteNew(transactionIDs, reach.cardIDs)
        let scopes = scopes(transactionIDs, reach.cardIDs, accounts)
        try ensureLoaded(scopes + countedScopes(readings), from: loader)
    }

    /// Of a transaction or card without a row no finding is stored, and no deadline.
    private mutating func noteNew(_ transactionIDs: [String], _ cardIDs: Set<String>) {
        for id in transactionIDs where !books.knows(transaction: id) {
            changes.newTransactionIDs.insert(id)
            if storedIDs.isComplete { continue }
            for scope in Self.transactionScopes(id) { findings.load(scope, []) }
        }
        if storedIDs.isComplete { return }
        for id in cardIDs where !books.knows(card: id) {
            findings.load(Self.cardScope(id), [])
        }
    }

    private static func transactionScopes(_ id: String) -> [FindingScope] {
        let subject = Subject(kind: .transaction, id: id)
        return [
            FindingScope(rule: .transactionUnresolved, subject: subject),
            FindingScope(rule: .lifecycleGap, subject: subject),
        ]
    }

    private static func cardScope(_ id: String) -> FindingScope {
        FindingScope(rule: .lifecycleGap, subject: Subject(kind: .card, id: id))
    }

    /// Loads the deadlines that fall due by then, and what they are about.
    mutating func prepareDeadlines(upTo time: Timestamp, from loader: ProjectionLoader) throws {
        let reviews = try loader.reviews(dueUpTo: time)
        for review in reviews where deadlines[review.key] == nil {
            // A scope in memory has its reviews in memory too; what it cleared must not come back.
            if !findings.isLoaded(review.key.scope) { deadlines.load(review) }
        }
        let subjects = reviews.map(\.key.subject)
        let transactionIDs = Set(subjects.filter { $0.kind == .transaction }.map(\.id))
        try loadTransactions(Array(transactionIDs), from: loader)
        try loadAccounts(
            ofIDs: Set(subjects.filter { $0.kind == .account }.map(\.id)), from: loader)
        try ensureLoaded(reviews.map(\.key.scope), from: loader)
    }

    mutating func loadTransactions(_ ids: [String], from loader: ProjectionLoader) throws {
        let missing = ids.filter {
            !books.knows(transaction: $0) && storedIDs.mayHold(transaction: $0)
        }
        for transaction in try loader.transactions(missing) { try books.insert(transaction) }
    }

    private mutating func loadCards(_ ids: Set<String>, from loader: ProjectionLoader) throws {
        let missing = ids.filter { !books.knows(card: $0) }
        for card in try loader.cards(Array(missing)) { books.insert(card) }
    }

    private mutating func loadAccounts(
        _ keys: Set<AccountKey>, from loader: ProjectionLoader
    ) throws {
        // What changed and is not stored yet is as it is in memory, also when nothing stands on it
        // any more.
        let missing = keys.filter { key in
            !books.knows(account: key) && !changes.accountKeys.contains(key)
                && !unsettledAccountKeys.contains { $0.contains(key) }
        }
        for account in try loader.accounts(Array(missing), window, books) {
            books.insert(account)
            accountKeys[account.key.id, default: []].insert(account.key)
        }
    }

    /// Every currency of these accounts.
    mutating func loadAccounts(ofIDs ids: Set<String>, from loader: ProjectionLoader) throws {
        let unknown = ids.filter { !wholeAccountIDs.contains($0) }
        guard !unknown.isEmpty else { return }
        let keys = try loader.accountKeys(ofIDs: Array(unknown))
        try loadAccounts(Set(keys), from: loader)
        // Also those that memory had already: nobody may have asked for them by id yet.
        for key in keys { accountKeys[key.id, default: []].insert(key) }
        wholeAccountIDs.formUnion(unknown)
    }

    private mutating func loadStreams(
        _ wanted: [EventStream], from loader: ProjectionLoader
    ) throws {
        // Asked one by one: `subtracting` would go through all that is known.
        let unknown = Set(wanted.filter { !knownStreams.contains($0) })
        let written = unknown.filter { storedIDs.mayHold($0) }
        for (stream, head) in try loader.streams(Array(written)) { streams[stream] = head }
        knownStreams.formUnion(unknown)
    }

    /// Loads the findings of scopes, and their deadlines.
    mutating func ensureLoaded(
        _ scopes: [FindingScope], from loader: ProjectionLoader
    ) throws {
        var unknown: Set<FindingScope> = []
        for scope in scopes where !findings.isLoaded(scope) { unknown.insert(scope) }
        guard !unknown.isEmpty else { return }
        let written = unknown.filter { storedIDs.mayHold(findingsAbout: $0.subject.id) }
        for review in try loader.reviews(of: Array(written)) where deadlines[review.key] == nil {
            deadlines.load(review)
        }
        let stored = try loader.findings(of: Array(written))
        for scope in unknown { findings.load(scope, stored[scope] ?? []) }
    }

    /// The scopes of what the events touch in which something may be stored.
    private func scopes(
        _ transactionIDs: [String], _ cardIDs: Set<String>, _ accounts: Set<AccountKey>
    ) -> [FindingScope] {
        var scopes: [FindingScope] = []
        for id in transactionIDs where storedIDs.mayHold(findingsAbout: id) {
            scopes += Self.transactionScopes(id)
        }
        for id in cardIDs where storedIDs.mayHold(findingsAbout: id) {
            scopes.append(Self.cardScope(id))
        }
        for key in accounts where storedIDs.mayHold(findingsAbout: key.id) {
            let subject = Subject(kind: .account, id: key.id)
            scopes.append(FindingScope(rule: .balanceGap, subject: subject))
        }
        return scopes
    }

    /// Findings that count their events, by type or by reason: few scopes, used again and again.
    private func countedScopes(_ readings: [EventReading]) -> [FindingScope] {
        guard readings.contains(where: { !$0.isFolded }) else { return [] }
        return [
            FindingScope(
                rule: .undecodable,
                subject: Subject(kind: .source, id: settings.rules.sourceName))
        ]
    }

    // MARK: Before the windows of accounts

    /// Folds an event; where it reaches back before the windows of accounts, that is brought in
    /// first, so that the result is the same with any window.
    mutating func foldIntoBooks(
        _ event: LoggedEvent, _ interpretation: Interpretation, from loader: ProjectionLoader
    ) throws -> Result<FoldChanges, FoldError> {
        while true {
            do throws(FoldError) {
                return .success(try books.fold(event, interpretation))
            } catch {
                guard case .needsHistory(let accounts) = error else { return .failure(error) }
                for (key, time) in accounts { try widen(key, from: time, from: loader) }
            }
        }
    }

    /// Brings in what lies before an account's window, from a time on.
    ///
    /// Everything that this batch changed lies within the window, so what is stored before it is as
    /// it was written.
    mutating func widen(
        _ key: AccountKey, from time: Timestamp, from loader: ProjectionLoader
    ) throws {
        guard let account = books.account(key), let start = account.windowStart else { return }
        let history = try loader.history(
            before: account, from: min(time, start), growth: 3 * account.reports.count + 16, books)
        if let from = history.start, from >= start {
            throw ProjectionError.inconsistent(
                "\(account.reportCounts.all) reports of account \(key.id) should be stored,"
                    + " fewer are")
        }
        books.extend(
            key, reports: history.reports, movements: history.movements, from: history.start)
        touchedAccounts.insert(key)
    }

    // MARK: Forgetting

    /// Whether it is time to forget something.
    func isFull(_ bytes: Int) -> Bool {
        books.weight > bytes || findings.weight > bytes / 4
            || deadlines.count > Self.deadlineLimit(bytes)
            || knownStreams.count > Self.streamLimit(bytes)
            || wholeAccountIDs.count + accountKeys.count > Self.streamLimit(bytes)
    }

    /// A deadline with its key in two collections, and a stream with its head: about this many
    /// bytes each.
    private static func deadlineLimit(_ bytes: Int) -> Int { max(10_000, bytes / 8 / 400) }

    private static func streamLimit(_ bytes: Int) -> Int { max(20_000, bytes / 8 / 250) }

    /// Forgets what was not used for longest; everything that changed must be in the tables.
    mutating func evict(downTo bytes: Int) {
        books.trim(touchedAccounts, to: window)
        touchedAccounts = []
        // Down to less: while it is full nothing can be folded ahead of the tables.
        if books.weight > bytes { books.evict(maximumWeight: bytes / 3 * 2) }
        // Deadlines are forgotten together with all findings, because a scope in memory promises
        // that its deadlines are there, too.
        if deadlines.count > Self.deadlineLimit(bytes) {
            findings = FindingBook()
            deadlines = Deadlines()
        } else if findings.weight > bytes / 4 {
            findings.evict(maximumWeight: bytes / 6)
        }
        if knownStreams.count > Self.streamLimit(bytes) {
            knownStreams = []
            streams = [:]
        }
        accountKeys = [:]
        wholeAccountIDs = []
    }
}
