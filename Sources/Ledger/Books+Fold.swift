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
        let plan = try plan(EventFacts(event, interpretation), of: event)
        clock += 1
        return carryOut(plan)
    }

    private mutating func carryOut(_ plan: FoldPlan) -> FoldChanges {
        var changes = FoldChanges()
        changes.activities = plan.activities
        changes.entries = plan.entries
        for record in plan.transactions {
            changes.transactionIDs.insert(record.transaction.id)
            store(record)
        }
        for card in plan.cards {
            changes.cardIDs.insert(card.id)
            store(card)
        }
        for revision in plan.revisions {
            changes.accounts[revision.key] = revision.earliest
            if !revision.reports.isEmpty { changes.reports[revision.key] = revision.reports }
            carryOut(revision)
        }
        for (account, delta) in plan.houseDeltas { houseDeltas[account] = delta }
        return changes
    }
}
