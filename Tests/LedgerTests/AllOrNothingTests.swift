import Events
import Ledger
import Money
import Testing

/// Events of which the last cannot be folded.
struct OverflowScenario: Sendable, CustomTestStringConvertible {
    let name: String
    /// `huge` stands for more than half of what 128 bits hold.
    let given: [String]

    var testDescription: String { name }

    func events() throws -> [GivenEvent] {
        try given.enumerated().map { number, line in
            let isHuge = line.contains("huge")
            var event = try GivenEvent(
                line.replacing("huge", with: "1"), number: number + 1)
            if isHuge { event.makeHuge() }
            return event
        }
    }
}

extension GivenEvent {
    /// Makes every amount of one unit more than half of what 128 bits hold.
    fileprivate mutating func makeHuge() {
        let huge = Amount(units: Int128.max / 2 + 2, scale: 2)
        let one = Amount(units: 100, scale: 2)
        interpretation.facts = interpretation.facts.map { fact in
            switch fact {
            case .transactionStep(var step):
                if let money = step.amount, money.amount == one {
                    step.amount = MonetaryAmount(amount: huge, currency: money.currency)
                }
                return .transactionStep(step)
            case .balanceReported(var report):
                if report.total == one { report.total = Amount(units: -huge.units, scale: 2) }
                return .balanceReported(report)
            default: return fact
            }
        }
    }
}

@Suite("An event that cannot be folded")
struct AllOrNothingTests {
    @Test("leaves the books as they were", arguments: scenarios)
    func allOrNothing(_ scenario: OverflowScenario) throws {
        let events = try scenario.events()
        let last = try #require(events.last)
        var books = Books(policy: .keeping)
        for event in events.dropLast() { _ = try books.fold(event.event, event.interpretation) }
        let before = Snapshot(books)
        #expect(throws: FoldError.self) { try books.fold(last.event, last.interpretation) }
        #expect(Snapshot(books) == before)
        try books.checkInvariants()
        // The books go on.
        let next = try GivenEvent("@50 authorized 1 card=c7 transaction=t7", number: 50)
        _ = try books.fold(next.event, next.interpretation)
        try books.checkInvariants()
    }

    static let scenarios = [
        OverflowScenario(
            name: "a transaction's total overflows",
            given: [
                "@1 authorized huge",
                "@2 refers card=c9 ; authorized 5 transaction=t2 "
                    + "; incremented huge ; reports c1 total=7",
            ]),
        OverflowScenario(
            name: "an account's sum overflows",
            given: [
                "@1 credited huge", "@2 debited 1 card=c2 transaction=t3",
                "@3 credited huge transaction=t2 ; credited 2 card=c2 transaction=t4",
            ]),
        OverflowScenario(
            name: "a house account's sum overflows",
            given: ["@1 credited huge", "@2 credited huge card=c2 transaction=t2"]),
        OverflowScenario(
            name: "an opening overflows",
            given: ["@1 credited huge", "@2 reports c1 total=huge"]),
    ]

    @Test("names its transaction")
    func message() throws {
        let events = try OverflowScenario(
            name: "", given: ["@1 authorized huge", "@2 incremented huge"]
        ).events()
        var books = Books(policy: .keeping)
        _ = try books.fold(events[0].event, events[0].interpretation)
        let error = #expect(throws: FoldError.self) {
            try books.fold(events[1].event, events[1].interpretation)
        }
        #expect(error?.description.hasPrefix("transaction t1: ") == true)
    }

    @Test("has more steps than a transaction may have")
    func steps() throws {
        var books = Books(policy: .keeping)
        let count = Transaction.maximumSteps
        for number in 1...count {
            let event = try GivenEvent("@\(number) authorized 1", number: number)
            _ = try books.fold(event.event, event.interpretation)
        }
        let before = Snapshot(books)
        let event = try GivenEvent("@1 authorized 1", number: count + 1)
        #expect(throws: FoldError.tooManySteps(transactionID: "t1")) {
            try books.fold(event.event, event.interpretation)
        }
        #expect(Snapshot(books) == before)
    }

    @Test("may state no facts: then nothing changes")
    func noFacts() throws {
        var books = Books(policy: .keeping)
        let event = try GivenEvent("@1 authorized 1", number: 1)
        let changes = try books.fold(event.event, Interpretation())
        #expect(changes == FoldChanges())
        #expect(Snapshot(books) == Snapshot(Books(policy: .keeping)))
    }
}

/// Everything that can be asked of the books about the scenarios' entities.
private struct Snapshot: Hashable {
    var transactions: [Transaction] = []
    var summaries: [TransactionSummary] = []
    var entries: [[Entry]] = []
    var cards: [Card] = []
    var accounts: [Account] = []
    var houses: [HouseAccount: HouseDelta]
    var weight: Int

    init(_ books: Books) {
        for id in ["t1", "t2", "t3", "t4"] {
            transactions += books.transaction(id).map { [$0] } ?? []
            summaries += books.summary(ofTransaction: id).map { [$0] } ?? []
            entries.append(books.entries(ofTransaction: id) ?? [])
        }
        for id in ["c1", "c2", "c9"] {
            cards += books.card(id).map { [$0] } ?? []
            accounts += books.accounts(named: id).map { [$0] } ?? []
        }
        var copy = books
        houses = copy.takeHouseDeltas()
        weight = books.weight
    }
}
