package import Events
import Money

extension Books {
    /// Folds one event, all or nothing: a thrown error leaves the books as they were.
    ///
    /// First everything that can fail is worked out beside the books, then it is carried out.
    package mutating func fold(
        _ event: LoggedEvent, _ interpretation: Interpretation
    ) throws(FoldError) -> FoldChanges {
        guard !interpretation.facts.isEmpty else { return FoldChanges() }
        let facts = try EventFacts(event, interpretation)
        let plan = try plan(facts, of: event)
        clock += 1
        var changes = FoldChanges()
        changes.activities = facts.activities
        changes.entries = plan.entries
        carryOut(plan, &changes)
        // What an event says of a card always can be folded.
        for (id, mentions) in facts.cards {
            guard let change = fold(mentions, of: event, intoCard: id) else { continue }
            changes.cards.append(change)
        }
        if changes.cards.count > 1 { changes.cards.sort { $0.id < $1.id } }
        return changes
    }

    private mutating func carryOut(_ plan: FoldPlan, _ changes: inout FoldChanges) {
        for record in plan.transactions {
            changes.transactionIDs.append(record.transaction.id)
            store(record)
        }
        if changes.transactionIDs.count > 1 { changes.transactionIDs.sort() }
        for revision in plan.revisions {
            changes.accounts.append(revision.change)
            carryOut(revision)
        }
        for (account, delta) in plan.houseDeltas { houseDeltas[account] = delta }
    }
}
