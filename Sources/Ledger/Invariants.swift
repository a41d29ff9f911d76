import Money

/// Something that must always hold and does not: a defect of ours, never expected.
package struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// What does not hold, and where.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Sums of amounts by what they are grouped by.
private struct Sums<Place: Hashable> {
    private(set) var amounts: [Place: Amount] = [:]

    mutating func add(_ amount: Amount, at place: Place) throws(MoneyError) {
        amounts[place] = try self[place].adding(amount)
    }

    subscript(_ place: Place) -> Amount { amounts[place] ?? .zero }
}

extension Transaction {
    private struct StepLayer: Hashable {
        let cause: FactKey
        let layer: Layer
        let currency: Currency
    }

    /// Checks what must hold of the derived entries.
    ///
    /// They sum to zero in every step, layer and currency; `held` is what is pending on the holder,
    /// and nothing is pending once the state is final; every account's available money changes by
    /// what is posted and by what is held; no key is used twice.
    package func checkInvariants(_ policy: LedgerPolicy) throws {
        let (summary, entries) = try derive(policy)
        var balance = Sums<StepLayer>()
        var (posted, pending) = (Sums<AccountKey>(), Sums<AccountKey>())
        var available = Sums<AccountKey>()
        for entry in entries {
            let place = StepLayer(
                cause: entry.key.cause, layer: entry.layer, currency: entry.account.currency)
            try balance.add(entry.amount, at: place)
            try available.add(entry.available, at: entry.account)
            switch entry.layer {
            case .posted: try posted.add(entry.amount, at: entry.account)
            case .pending: try pending.add(entry.amount, at: entry.account)
            }
        }
        for (place, sum) in balance.amounts where !sum.isZero {
            throw InvariantViolation("\(id), \(place): the entries sum to \(sum), not to zero")
        }
        for (account, change) in available.amounts {
            let expected = try posted[account].adding(min(.zero, pending[account]))
            guard change == expected else {
                throw InvariantViolation("\(id), \(account): available \(change), not \(expected)")
            }
        }
        guard Set(entries.map(\.key)).count == entries.count else {
            throw InvariantViolation("\(id): a key of an entry is used twice")
        }
        try checkHold(summary, pending)
    }

    private func checkHold(
        _ summary: TransactionSummary, _ pending: Sums<AccountKey>
    ) throws {
        if let currency = summary.currency {
            let net = pending[TransactionParties(of: self).holder(currency).key]
            let expected = net.isNegative ? try net.negated() : .zero
            guard summary.held == expected else {
                throw InvariantViolation("\(id): held \(summary.held), pending \(net)")
            }
        }
        guard summary.state.isFinal else { return }
        for (account, sum) in pending.amounts where !sum.isZero {
            throw InvariantViolation(
                "\(id) is \(summary.state.rawValue), but \(sum) is pending on \(account)")
        }
    }
}

extension Books {
    /// Checks books in which every entity of a source is loaded and no house delta was taken.
    ///
    /// Every transaction's own invariants hold; every account equals the sum of its open entries,
    /// its movements are those of the entries, its opening makes the first report hold; and each
    /// currency sums to zero over all accounts.
    package func checkInvariants() throws {
        var entries: [Entry] = []
        for record in transactions.values {
            try record.value.transaction.checkInvariants(policy)
            entries += record.value.entries
        }
        let movements = Dictionary(
            grouping: try transactions.values.flatMap {
                try Movement.grouped($0.value.entries)
            },
            by: \.account)
        for account in accounts.values { entries += try account.value.openingEntries }
        let byAccount = Dictionary(grouping: entries, by: \.account)
        for (key, entries) in byAccount where !entries.contains(where: \.accountKind.isHouse) {
            guard let account = account(key) else {
                throw InvariantViolation("\(key) has entries, but is not in the books")
            }
            try account.check(entries, movements[key]?.map(\.movement) ?? [], policy)
        }
        for key in accounts.keys where byAccount[key] == nil {
            try account(key)?.check([], [], policy)
        }
        try checkHouse(byAccount)
        var currencies = Sums<Currency>()
        for account in accounts.values {
            let sum = try account.value.posted.adding(account.value.pending)
            try currencies.add(sum, at: account.value.key.currency)
        }
        for (account, delta) in houseDeltas {
            try currencies.add(delta.posted, at: account.key.currency)
            try currencies.add(delta.pending, at: account.key.currency)
        }
        for (currency, sum) in currencies.amounts where !sum.isZero {
            throw InvariantViolation("all accounts in \(currency) sum to \(sum), not to zero")
        }
    }

    private func checkHouse(_ entries: [AccountKey: [Entry]]) throws {
        for (account, delta) in houseDeltas {
            let sums = try LayerSums(entries[account.key] ?? [])
            guard sums.posted == delta.posted, sums.pending == delta.pending,
                sums.available == delta.available, sums.count == delta.entryCount
            else { throw InvariantViolation("\(account.key): \(delta) is not \(sums)") }
        }
    }
}

/// What some entries sum up to.
private struct LayerSums {
    var posted = Amount.zero
    var pending = Amount.zero
    var available = Amount.zero
    var count: Int64 = 0

    init(_ entries: [Entry]) throws(MoneyError) {
        for entry in entries {
            switch entry.layer {
            case .posted: posted = try posted.adding(entry.amount)
            case .pending: pending = try pending.adding(entry.amount)
            }
            available = try available.adding(entry.available)
            count += 1
        }
    }
}

extension Account {
    fileprivate func check(
        _ entries: [Entry], _ expected: [Movement], _ policy: LedgerPolicy
    ) throws {
        let sums = try LayerSums(entries)
        guard sums.posted == posted, sums.pending == pending, sums.available == available,
            sums.count == entryCount
        else {
            throw InvariantViolation(
                "\(key): \(posted), \(pending), \(available), \(entryCount) are not \(sums)")
        }
        let inWindow = expected.filter { movement in
            windowStart.map { movement.effectiveAt >= $0 } ?? true
        }
        guard movements == inWindow.sorted(by: { $0.precedes($1) }) else {
            throw InvariantViolation("\(key): the movements are not those of the entries")
        }
        let isSorted = zip(reports, reports.dropFirst()).allSatisfy { $0.precedes($1) }
        guard isSorted else { throw InvariantViolation("\(key): the reports are out of order") }
        if windowStart == nil {
            let choice = try reports.first.map {
                try Opening(of: self, first: $0, policy.clock)
            }
            guard choice?.amount == opening, choice?.until == openingUntil,
                firstReport == reports.first, reportCounts == ReportCounts(reports)
            else {
                throw InvariantViolation(
                    "\(key): opening \(String(describing: opening)), "
                        + "not \(String(describing: choice))")
            }
        }
        guard !isEmpty else { throw InvariantViolation("\(key): an empty account is kept") }
    }
}
