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
        for (id, mentions) in facts.cards where fold(mentions, of: event, intoCard: id) {
            changes.cardIDs.insert(id)
        }
        return changes
    }

    private mutating func carryOut(_ plan: FoldPlan, _ changes: inout FoldChanges) {
        for record in plan.transactions {
            changes.transactionIDs.insert(record.transaction.id)
            store(record)
        }
        for revision in plan.revisions {
            changes.accounts[revision.key] = revision.earliest
            if !revision.reports.isEmpty { changes.reports[revision.key] = revision.reports }
            carryOut(revision)
        }
        for (account, delta) in plan.houseDeltas { houseDeltas[account] = delta }
    }
}
