import Events

// What is loaded, what it weighs, and what goes when there is too much.

extension Books {
    /// Adds a stored transaction; its entries are derived, as they were when it was stored.
    package mutating func insert(_ transaction: Transaction) throws(FoldError) {
        store(try TransactionRecord(transaction, policy))
    }

    package mutating func insert(_ card: Card) {
        let cached = Cached(value: card, usedAt: clock, weight: Card.weight)
        let before = cards.updateValue(cached, forKey: card.id)
        weight += cached.weight - (before?.weight ?? 0)
    }

    package mutating func insert(_ account: Account) {
        let cached = Cached(value: account, usedAt: clock, weight: account.weight)
        let before = accounts.updateValue(cached, forKey: account.key)
        weight += cached.weight - (before?.weight ?? 0)
    }

    /// Drops the entities that were not used for longest until at most three quarters of
    /// `maximumWeight` remain, when there is more than `maximumWeight`.
    ///
    /// Everything that the last folds changed must have been written.
    package mutating func evict(maximumWeight: Int) {
        guard weight > maximumWeight else { return }
        var uses: [(usedAt: Int64, weight: Int)] = []
        uses.reserveCapacity(transactions.count + cards.count + accounts.count)
        for cached in transactions.values { uses.append((cached.usedAt, cached.weight)) }
        for cached in cards.values { uses.append((cached.usedAt, cached.weight)) }
        for cached in accounts.values { uses.append((cached.usedAt, cached.weight)) }
        uses.sort { $0.usedAt < $1.usedAt }
        var remaining = weight
        var threshold = Int64.min
        for use in uses where remaining > maximumWeight / 4 * 3 {
            remaining -= use.weight
            threshold = use.usedAt
        }
        // What the last event used stays: an account alone above the bound would otherwise be read
        // again for each event.
        keepUsed(after: min(threshold, clock - 1))
    }

    private mutating func keepUsed(after threshold: Int64) {
        transactions = transactions.filter { $0.value.usedAt > threshold }
        cards = cards.filter { $0.value.usedAt > threshold }
        accounts = accounts.filter { $0.value.usedAt > threshold }
        weight =
            transactions.values.reduce(0) { $0 + $1.weight }
            + cards.values.reduce(0) { $0 + $1.weight }
            + accounts.values.reduce(0) { $0 + $1.weight }
    }

    mutating func store(_ record: TransactionRecord) {
        let cached = Cached(value: record, usedAt: clock, weight: record.weight)
        let before = transactions.updateValue(cached, forKey: record.transaction.id)
        weight += cached.weight - (before?.weight ?? 0)
    }

    /// Folds into a card in place; nil when nothing changed.
    mutating func fold(
        _ mentions: [CardMention], of event: LoggedEvent, intoCard id: String
    ) -> CardChange? {
        guard let index = cards.index(forKey: id) else {
            var card = Card(id: id)
            let change = card.fold(mentions, of: event)
            insert(card)
            return change
        }
        cards.values[index].usedAt = clock
        return cards.values[index].value.fold(mentions, of: event)
    }

    /// Carries out a revision in place: an account may have thousands of movements, which must not
    /// be copied.
    ///
    /// An account on which nothing stands any more goes.
    mutating func carryOut(_ revision: AccountRevision) {
        guard let index = accounts.index(forKey: revision.key) else {
            var account = Account(key: revision.key)
            account.apply(revision)
            if !account.isEmpty { insert(account) }
            return
        }
        accounts.values[index].value.apply(revision)
        accounts.values[index].usedAt = clock
        reweigh(at: index)
        if accounts.values[index].value.isEmpty {
            weight -= accounts.values[index].weight
            accounts.remove(at: index)
        }
    }
}

// Approximate sizes in bytes: a bound needs no more.

extension TransactionRecord {
    var weight: Int {
        400 + transaction.steps.count * 900 + transaction.references.count * 160
            + entries.count * 350
    }
}

extension Card {
    static var weight: Int { 1_400 }
}

extension Account {
    var weight: Int {
        400 + movements.count * Account.movementWeight + reports.count * Account.reportWeight
    }

    /// With two ids on the heap.
    private static let movementWeight = MemoryLayout<Movement>.stride + 160
    /// With one id on the heap.
    private static let reportWeight = MemoryLayout<ReportRecord>.stride + 80
}
