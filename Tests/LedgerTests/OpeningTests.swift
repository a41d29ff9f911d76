import Events
import Ledger
import Money
import Testing

/// Given these events, account `c1` has this opening and drift.
struct OpeningScenario: Sendable, CustomTestStringConvertible {
    let name: String
    var policy = LedgerPolicy.keeping
    let given: [String]
    /// Nil where there is no report.
    let opening: String?
    var drift: String?
    let account: String

    var testDescription: String { name }

    func check() throws {
        let events = try given.enumerated().map { try GivenEvent($1, number: $0 + 1) }
        for events in [events, events.reversed()] {
            var books = Books(policy: policy)
            for event in events {
                _ = try books.fold(event.event, event.interpretation)
                try books.checkInvariants()
            }
            let account = try #require(books.accounts(named: "c1"))
            #expect(account.opening == (try opening.map(amount)))
            #expect(try account.drift(policy) == (try drift.map(amount)))
            #expect(account.inWords == self.account)
        }
    }
}

@Suite("The opening of an account")
struct OpeningTests {
    @Test("makes the first report hold", arguments: scenarios)
    func opening(_ scenario: OpeningScenario) throws { try scenario.check() }

    static let scenarios = [
        OpeningScenario(
            name: "no report, no opening", given: ["@1 credited 100"], opening: nil,
            account: "c1 posted +100 pending 0 available +100"),
        OpeningScenario(
            name: "a report alone", given: ["@1 reports c1 total=50"], opening: "50", drift: "0",
            account: "c1 posted +50 pending 0 available +50"),
        OpeningScenario(
            name: "a report of nothing needs no entry", given: ["@1 reports c1 total=0"],
            opening: "0", drift: "0", account: "c1 posted 0 pending 0 available 0"),
        OpeningScenario(
            name: "what is booked before the report is taken off",
            given: ["@1 credited 30", "@2 reports c1 total=50"], opening: "20", drift: "0",
            account: "c1 posted +50 pending 0 available +50"),
        OpeningScenario(
            name: "what is booked after it is not",
            given: ["@2 reports c1 total=50", "@3 credited 30"], opening: "50", drift: "0",
            account: "c1 posted +80 pending 0 available +80"),
        OpeningScenario(
            name: "a report of the available money counts holds",
            given: ["@1 authorized 10", "@2 reports c1 available=40"], opening: "50",
            drift: "0", account: "c1 posted +50 pending -10 available +40"),
        OpeningScenario(
            name: "a report of the total does not",
            given: ["@1 authorized 10", "@2 reports c1 total=40"], opening: "40", drift: "0",
            account: "c1 posted +40 pending -10 available +30"),
        OpeningScenario(
            name: "the total goes before the available money",
            given: ["@1 authorized 10", "@2 reports c1 total=40 available=35"], opening: "40",
            drift: "0", account: "c1 posted +40 pending -10 available +30"),
        OpeningScenario(
            name: "a report is made after its own event's movement",
            given: ["@2 credited 30 ; reports c1 total=50"], opening: "20", drift: "0",
            account: "c1 posted +50 pending 0 available +50"),
        OpeningScenario(
            name: "another event of the same instant has no order: alone, it comes after",
            given: ["@2 credited 30", "@2 reports c1 total=50"], opening: "50", drift: "0",
            account: "c1 posted +80 pending 0 available +80"),
        OpeningScenario(
            name: "a later report tells that it came before",
            given: ["@2 credited 30", "@2 reports c1 total=50", "@3 reports c1 total=50"],
            opening: "20", drift: "0", account: "c1 posted +50 pending 0 available +50"),
        OpeningScenario(
            name: "or that it came after",
            given: ["@2 credited 30", "@2 reports c1 total=50", "@3 reports c1 total=80"],
            opening: "50", drift: "0", account: "c1 posted +80 pending 0 available +80"),
        OpeningScenario(
            name: "one that fits neither leaves the least unexplained",
            given: ["@2 credited 30", "@2 reports c1 total=50", "@3 reports c1 total=55"],
            opening: "20", drift: "5", account: "c1 posted +50 pending 0 available +50"),
        OpeningScenario(
            name: "after a gap nothing is asked any more",
            given: [
                "@2 credited 30", "@2 reports c1 total=50", "@3 reports c1 total=55",
                "@4 reports c1 total=80",
            ],
            opening: "20", drift: "30", account: "c1 posted +50 pending 0 available +50"),
        OpeningScenario(
            name: "like amounts stay open until a report without one",
            given: [
                "@2 debited 5", "@2 reports c1 total=95", "@3 debited 5 transaction=t2",
                "@3 reports c1 total=90", "@4 reports c1 total=90",
            ],
            opening: "100", drift: "0", account: "c1 posted +90 pending 0 available +90"),
        OpeningScenario(
            name: "a report of another measure tells nothing",
            given: ["@2 credited 30", "@2 reports c1 total=50", "@3 reports c1 available=50"],
            opening: "50", drift: "-30", account: "c1 posted +80 pending 0 available +80"),
        OpeningScenario(
            name: "drift takes the last report's own instant as it fits",
            given: [
                "@1 reports c1 total=50", "@3 credited 30", "@3 credited 7 transaction=t2",
                "@3 reports c1 total=57",
            ],
            opening: "50", drift: "0", account: "c1 posted +87 pending 0 available +87"),
        OpeningScenario(
            name: "the earliest report opens, whichever comes first",
            given: ["@5 reports c1 total=70", "@2 reports c1 total=50", "@3 credited 15"],
            opening: "50", drift: "5", account: "c1 posted +65 pending 0 available +65"),
        OpeningScenario(
            name: "drift looks at what is booked as of the last report",
            given: [
                "@1 reports c1 total=50", "@2 credited 10", "@3 reports c1 total=75",
                "@4 credited 1",
            ], opening: "50", drift: "15", account: "c1 posted +61 pending 0 available +61"),
        OpeningScenario(
            name: "drift of the available money",
            given: [
                "@1 reports c1 available=50", "@2 authorized 10", "@3 reports c1 available=38",
                "@4 cleared 10",
            ], opening: "50", drift: "-2", account: "c1 posted +40 pending 0 available +40"),
        OpeningScenario(
            name: "drift: the last report's own event is booked in it",
            given: ["@1 reports c1 total=50", "@3 credited 10 ; reports c1 total=60"],
            opening: "50", drift: "0", account: "c1 posted +60 pending 0 available +60"),
        OpeningScenario(
            name: "a charge without a time that the last report already holds is no drift",
            given: ["@1 reports c1 total=50", "@2 reports c1 total=45", "@- charged 5"],
            opening: "50", drift: "0", account: "c1 posted +45 pending 0 available +45"),
        OpeningScenario(
            name: "one that the first report already holds is in the opening",
            given: ["@1 reports c1 total=50", "@- charged 5", "@90 reports c1 total=50"],
            opening: "55", drift: "0", account: "c1 posted +50 pending 0 available +50"),
        OpeningScenario(
            name: "one that no report holds yet lies at its receipt",
            given: ["@1 reports c1 total=50", "@2 reports c1 total=50", "@- charged 5"],
            opening: "50", drift: "0", account: "c1 posted +45 pending 0 available +45"),
        OpeningScenario(
            name: "reports of one instant are alternatives to the drift as well",
            given: [
                "@1 reports c1 total=50", "@2 reports c1 total=50", "@2 reports c1 total=70",
            ], opening: "50", drift: "0", account: "c1 posted +50 pending 0 available +50"),
        OpeningScenario(
            name: "a report without a time is not recorded",
            given: ["@1 credited 10", "@- reports c1 total=50"], opening: nil,
            account: "c1 posted +10 pending 0 available +10"),
    ]

    @Test("is booked against funding, and anew when an earlier report comes")
    func entries() throws {
        var books = Books(policy: .keeping)
        let first = try GivenEvent("@5 reports c1 total=70", number: 1)
        let changes = try books.fold(first.event, first.interpretation)
        #expect(
            changes.entries.map(\.inWords) == [
                "+ @opening/c1/USD e1 c1 +70", "+ @opening/c1/USD e1 @funding -70",
            ])
        #expect(changes.accounts.map(\.key) == [AccountKey(id: "c1", currency: usd)])
        #expect(changes.accounts[0].reports.map(\.asOf) == [second(5)])
        // The opening is derived, and moves nothing.
        #expect(changes.accounts[0].movementTimes == nil)
        let earlier = try GivenEvent("@2 reports c1 total=50", number: 2)
        let second = try books.fold(earlier.event, earlier.interpretation)
        #expect(
            second.entries.map(\.inWords) == [
                "- @opening/c1/USD e1 c1 +70", "- @opening/c1/USD e1 @funding -70",
                "+ @opening/c1/USD e2 c1 +50", "+ @opening/c1/USD e2 @funding -50",
            ])
        let entry = try #require(second.entries.last?.entry)
        #expect(entry.step == "opening" && entry.position == 2)
        #expect(entry.effectiveAt == LedgerTests.second(2))
    }

    @Test("of whole seconds takes no order from within a second")
    func wholeSeconds() throws {
        let policy = LedgerPolicy.releasing
        let early = Timestamp(microseconds: second(2).microseconds + 1)
        let late = Timestamp(microseconds: second(2).microseconds + 900_000)
        var books = Books(policy: policy)
        let load = try GivenEvent("@2 credited 30", number: 1)
        var within = load
        within.event.createdAt = early
        _ = try books.fold(within.event, within.interpretation)
        var report = try GivenEvent("@2 reports c1 total=50", number: 2)
        report.interpretation.facts = [
            .balanceReported(
                BalanceReport(
                    accountID: "c1", currency: usd, total: try amount("50"), available: nil,
                    asOf: late))
        ]
        _ = try books.fold(report.event, report.interpretation)
        #expect(books.accounts(named: "c1")?.opening == (try amount("50")))
    }
}

extension EntryChange {
    var entry: Entry {
        switch self {
        case .opened(let entry), .closed(let entry): entry
        }
    }

    /// `+ t1 e1 c1 -10`: opened or closed, transaction, event, account, amount.
    var inWords: String {
        let sign = if case .opened = self { "+" } else { "-" }
        let key = entry.key
        return "\(sign) \(key.transactionID) \(key.cause.eventID) \(entry.account.inWords) "
            + entry.amount.inWords
    }
}
