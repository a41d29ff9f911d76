package import Programs

// What the delivered steps amount to, so that books can be compared with a truth of which some
// never arrived.

/// Minor units that transactions post to an account and hold on it.
package struct AccountSum: Hashable, Sendable {
    package var posted: Int64 = 0
    package var held: Int64 = 0

    package init() {}
}

extension Expectations {
    /// What all delivered steps post to and hold on each account.
    package var accountSums: [AccountName: AccountSum] {
        var sums: [AccountName: AccountSum] = [:]
        for life in transactions.values {
            for (account, sum) in life.sums(kind) {
                sums[account, default: AccountSum()].posted += sum.posted
                sums[account, default: AccountSum()].held += sum.held
            }
        }
        return sums
    }

    /// Whether an event told what happened to the transaction, and did not only name it.
    package func knowsStep(ofTransaction id: String) -> Bool {
        transactions[id]?.steps.isEmpty == false
    }

    /// Transactions of which other steps arrived than in a run without faults.
    package func transactionsDiffering(from faultless: Expectations) -> Set<String> {
        var differing: Set<String> = []
        for id in Set(transactions.keys).union(faultless.transactions.keys) {
            let steps = transactions[id]?.steps.map(\.claim) ?? []
            let intended = faultless.transactions[id]?.steps.map(\.claim) ?? []
            if steps != intended { differing.insert(id) }
        }
        return differing
    }
}
