import Events
import Money

/// What one event does to the books, worked out in full before anything is changed.
struct FoldPlan {
    var transactions: [TransactionRecord] = []
    var revisions: [AccountRevision] = []
    /// The deltas that the touched house accounts then have.
    var houseDeltas: [(account: HouseAccount, delta: HouseDelta)] = []
    var entries: [EntryChange] = []
    /// Few accounts an event: a list is faster than a table.
    var drafts: [(account: AccountKey, draft: AccountDraft)] = []
    /// What lies before the windows of accounts and is needed.
    var missing: [(account: AccountKey, from: Timestamp)] = []

    /// The place of an account's draft.
    mutating func draft(of account: AccountKey) -> Int {
        if let place = drafts.firstIndex(where: { $0.account == account }) { return place }
        drafts.append((account, AccountDraft()))
        return drafts.count - 1
    }
}

extension Books {
    /// Works out what an event does; changes nothing.
    func plan(_ facts: EventFacts, of event: LoggedEvent) throws(FoldError) -> FoldPlan {
        var plan = FoldPlan()
        for (account, report) in facts.reports {
            plan.drafts[plan.draft(of: account)].draft.reports.append(report)
        }
        for additions in facts.transactions { try add(additions, to: &plan) }
        try reviseAccounts(&plan, of: event)
        return plan
    }

    private func add(
        _ additions: EventFacts.TransactionAdditions, to plan: inout FoldPlan
    ) throws(FoldError) {
        let known = transactions[additions.id]?.value
        var transaction = known?.transaction ?? Transaction(id: additions.id)
        var isChanged = false
        for step in additions.steps where try transaction.add(step) { isChanged = true }
        for reference in additions.references where transaction.add(reference) {
            isChanged = true
        }
        guard isChanged else { return }
        let record = try TransactionRecord(transaction, policy)
        plan.transactions.append(record)
        do throws(MoneyError) {
            try book(EntryDifference(from: known?.entries ?? [], to: record.entries), &plan)
        } catch {
            throw .overflow("transaction \(additions.id): \(error)")
        }
    }

    private func book(
        _ difference: EntryDifference, _ plan: inout FoldPlan
    ) throws(MoneyError) {
        plan.entries.reserveCapacity(
            plan.entries.count + difference.closed.count + difference.opened.count)
        for entry in difference.closed { try close(entry, &plan) }
        for entry in difference.opened { try open(entry, &plan) }
        for movement in try Movement.grouped(difference.old) {
            plan.drafts[plan.draft(of: movement.account)].draft.removed.append(movement)
        }
        for movement in try Movement.grouped(difference.new) {
            plan.drafts[plan.draft(of: movement.account)].draft.added.append(movement)
        }
    }

    private func open(_ entry: Entry, _ plan: inout FoldPlan) throws(MoneyError) {
        plan.entries.append(.opened(entry))
        if entry.accountKind.isHouse { try count(entry, sign: 1, &plan) }
    }

    private func close(_ entry: Entry, _ plan: inout FoldPlan) throws(MoneyError) {
        plan.entries.append(.closed(entry))
        if entry.accountKind.isHouse { try count(entry, sign: -1, &plan) }
    }

    /// Adds an entry to its house account's delta, or takes it off.
    private func count(
        _ entry: Entry, sign: Int64, _ plan: inout FoldPlan
    ) throws(MoneyError) {
        let place = plan.houseDeltas.firstIndex { known in
            known.account.kind == entry.accountKind && known.account.key == entry.account
        }
        if let place {
            try plan.houseDeltas[place].delta.take(entry, sign: sign)
            return
        }
        let account = HouseAccount(key: entry.account, kind: entry.accountKind)
        var delta = houseDeltas[account] ?? HouseDelta(in: account.key.currency)
        try delta.take(entry, sign: sign)
        plan.houseDeltas.append((account, delta))
    }

    private func reviseAccounts(
        _ plan: inout FoldPlan, of event: LoggedEvent
    ) throws(FoldError) {
        // In an order of their own: the same log gives the same changes in the same order.
        let drafts = plan.drafts.sorted { $0.account.precedes($1.account) }
        for (key, draft) in drafts {
            do throws(MoneyError) {
                // In place: a copy of all that an account holds costs as much as its revision.
                if let index = accounts.index(forKey: key) {
                    try revise(accounts.values[index].value, by: draft, &plan)
                } else {
                    try revise(Account(key: key), by: draft, &plan)
                }
            } catch {
                throw .overflow("accounts of event \(event.eventID): \(error)")
            }
        }
        guard plan.missing.isEmpty else {
            throw .needsHistory(Dictionary(plan.missing.map { ($0.account, $0.from) }) { $1 })
        }
    }

    private func revise(
        _ account: borrowing Account, by draft: AccountDraft, _ plan: inout FoldPlan
    ) throws(MoneyError) {
        switch try account.revision(draft, policy.clock) {
        case .unchanged: return
        case .needsHistory(let time): plan.missing.append((account.key, time))
        case .revised(let revision): try take(revision, of: account, &plan)
        }
    }

    private func take(
        _ revision: AccountRevision, of account: borrowing Account, _ plan: inout FoldPlan
    ) throws(MoneyError) {
        plan.revisions.append(revision)
        guard !revision.keepsOpening(of: account) else { return }
        let old = try account.openingEntries
        let new = try revision.openingEntries(of: account)
        // Each leg is looked at by itself: a changed kind of account leaves the other leg.
        for entry in old where !new.contains(entry) { try close(entry, &plan) }
        for entry in new where !old.contains(entry) { try open(entry, &plan) }
    }
}

extension HouseDelta {
    fileprivate mutating func take(_ entry: Entry, sign: Int64) throws(MoneyError) {
        let amount = sign < 0 ? try entry.amount.negated() : entry.amount
        switch entry.layer {
        case .posted: posted = try posted.adding(amount)
        case .pending: pending = try pending.adding(amount)
        }
        let change = sign < 0 ? try entry.available.negated() : entry.available
        available = try available.adding(change)
        entryCount += sign
    }
}
