import Events
import Ledger
import Money
import Testing

/// Given these events, the transaction `t1` has these entries and stands so.
struct Scenario: Sendable, CustomTestStringConvertible {
    let name: String
    var policy = LedgerPolicy.keeping
    let given: [String]
    let entries: [String]
    let state: TransactionState
    var held = "0"
    /// Accounts in words, where the scenario is about them.
    var accounts: [String] = []

    var testDescription: String { name }

    /// Folds the events in the order given and in the reverse, and compares.
    func check() throws {
        let events = try given.enumerated().map { try GivenEvent($1, number: $0 + 1) }
        for events in [events, events.reversed()] {
            var books = Books(policy: policy)
            for event in events {
                _ = try books.fold(event.event, event.interpretation)
                try books.checkInvariants()
            }
            try check(books)
        }
    }

    private func check(_ books: Books) throws {
        #expect(inWords(books.entries(ofTransaction: "t1") ?? []) == entries)
        let summary = try #require(books.summary(ofTransaction: "t1"))
        #expect(summary.state == state)
        #expect(summary.held == (try amount(held)))
        for expected in accounts {
            let place = try #require(expected.split(separator: " ").first)
            let account = books.accounts(named: String(place))
            #expect(account?.inWords == expected)
        }
    }
}

extension LedgerPolicy {
    /// Clearings add up, and the rest stays held after a partial one.
    static let keeping = LedgerPolicy()
    /// Clearings restate the whole, the rest is released at the first, times are whole seconds.
    static let releasing = LedgerPolicy(
        clearing: .restate, releasesRestAfterPartialClearing: true,
        clockResolutionMicroseconds: 1_000_000)
}

extension Books {
    /// By `c1` or `c1/EUR`.
    func accounts(named name: String) -> Account? {
        let parts = name.split(separator: "/")
        let currency = parts.count > 1 ? String(parts[1]) : "USD"
        return account(
            AccountKey(id: String(parts[0]), currency: .init(uncheckedCode: currency)))
    }
}
