import Events
import Ledger
import Postgres
import Reconciliation

extension ProjectionLoader {
    /// What is stored of what a reconciler needs, each kind by one statement.
    func supplies(_ needs: Needs, _ books: Books, _ window: AccountWindow) throws -> Supplies {
        var supplies = Supplies()
        if let time = needs.deadlinesUpTo { supplies.reviews = try reviews(dueUpTo: time) }
        let subjects = Array(needs.subjects)
        supplies.reviews += try reviews(of: subjects)
        supplies.findings = try findings(of: subjects)
        supplies.transactions = try transactions(Array(needs.transactionIDs))
        supplies.cards = try cards(Array(needs.cardIDs))
        supplies.accounts = try accounts(Array(needs.accounts), window, books)
        supplies.streams = try streams(Array(needs.streams))
        for (key, time) in needs.histories {
            guard let account = books.account(key) else { continue }
            supplies.histories[key] = try history(of: account, from: time, books)
        }
        return supplies
    }

    private func history(
        of account: Account, from time: Timestamp, _ books: Books
    ) throws -> AccountHistory {
        let history = try history(
            before: account, from: time, growth: 3 * account.reports.count + 16, books)
        if let from = history.start, let start = account.windowStart, from >= start {
            throw ProjectionError.inconsistent(
                "\(account.reportCounts.all) reports of account \(account.key.id) should be"
                    + " stored, fewer are")
        }
        return history
    }
}
