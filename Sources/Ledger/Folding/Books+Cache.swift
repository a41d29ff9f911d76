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

    /// When what may be forgotten was last used, and what it weighs.
    ///
    /// What the last event used stays: an account alone above a bound would otherwise be read again
    /// for each event.
    package func uses(besides kept: EntityKeys) -> [Use] {
        var uses: [Use] = []
        uses.reserveCapacity(transactions.count + cards.count + accounts.count)
        for (id, cached) in transactions
        where cached.usedAt < clock && !kept.transactionIDs.contains(id) {
            uses.append(Use(at: cached.usedAt, weight: cached.weight))
        }
        for (id, cached) in cards where cached.usedAt < clock && !kept.cardIDs.contains(id) {
            uses.append(Use(at: cached.usedAt, weight: cached.weight))
        }
        for (key, cached) in accounts where cached.usedAt < clock && !kept.accounts.contains(key) {
            uses.append(Use(at: cached.usedAt, weight: cached.weight))
        }
        return uses
    }

    /// Forgets what was last used up to then, as `uses` tells it.
    package mutating func forget(usedUpTo last: Int64, besides kept: EntityKeys) {
        let last = min(last, clock - 1)
        transactions = transactions.filter { id, cached in
            cached.usedAt > last || kept.transactionIDs.contains(id)
        }
        cards = cards.filter { $1.usedAt > last || kept.cardIDs.contains($0) }
        accounts = accounts.filter { $1.usedAt > last || kept.accounts.contains($0) }
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
