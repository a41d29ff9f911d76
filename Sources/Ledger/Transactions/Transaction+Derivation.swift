import Events
import Money

extension Transaction {
    /// The state and the open entries, as a function of the steps alone.
    package func derive(
        _ policy: LedgerPolicy
    ) throws(FoldError) -> (summary: TransactionSummary, entries: [Entry]) {
        do throws(MoneyError) {
            var walk = TransactionWalk(self, policy)
            try walk.walk()
            return (try walk.summary(), walk.booking.entries)
        } catch {
            throw .overflow("transaction \(id): \(error)")
        }
    }
}
