import Configuration
import Ledger
import Money
import Reconciliation

extension SourceFold {
    /// What changed since the last call, as rows.
    mutating func takeOutput() throws -> FoldOutput {
        var output = FoldOutput()
        for id in changes.transactionIDs.sorted() {
            guard let row = books.record(ofTransaction: id) else { continue }
            storedIDs.insert(transaction: id)
            if changes.newTransactionIDs.contains(id) {
                output.newTransactions.append(row)
            } else {
                output.transactions.append(row)
            }
        }
        output.cards = changes.cardIDs.sorted().compactMap { books.card($0) }
        let keys = changes.accountKeys.sorted {
            ($0.id, $0.currency.code) < ($1.id, $1.currency.code)
        }
        for key in keys {
            if let account = books.account(key) {
                output.accounts.append(try AccountRow(account, settings.ledger))
            } else {
                output.emptyAccounts.append(key)
            }
        }
        output.houses = books.takeHouseDeltas().sorted {
            ($0.key.key.id, $0.key.key.currency.code) < ($1.key.key.id, $1.key.key.currency.code)
        }
        output.reports = changes.reports
        output.openedEntries = changes.openedEntries
        output.closedEntries = changes.closedEntries
        output.activities = changes.activities
        output.quarantined = changes.quarantined
        for stream in changes.streams {
            guard let head = streams[stream] else { continue }
            storedIDs.insert(stream)
            output.streams.append((stream: stream, head: head))
        }
        let findingChanges = findings.takeChanges()
        output.findings = findingChanges.records
        output.transitions = findingChanges.transitions
        output.deadlines = deadlines.takeChanges()
        // Those of arrival rules; the others were noted when they were judged.
        for record in output.findings {
            storedIDs.insert(findingsAbout: record.finding.key.subject.id)
        }
        unsettledAccountKeys.append(changes.accountKeys)
        changes = PendingChanges()
        return output
    }

    /// The oldest output that was taken is in the tables now.
    mutating func noteSettled() {
        if !unsettledAccountKeys.isEmpty { unsettledAccountKeys.removeFirst() }
    }
}
