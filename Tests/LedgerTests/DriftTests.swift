import Events
import Ledger
import Money
import Testing

/// A card that a provider keeps without a fault, told on a clock of whole seconds: movements and
/// reports of one second have no order, and what the books make of them must still add up.
@Suite("Healthy books")
struct DriftTests {
    struct HealthyCard {
        private(set) var events: [GivenEvent] = []

        init(seed: UInt64, count: Int = 30) {
            var generator = SeededGenerator(seed: seed)
            var balance: Int64 = 100_000
            var second: Int64 = 0
            for number in 1...count {
                // Most things happen within the second of the last.
                if generator.chance(40) { second += Int64.random(in: 1...3, using: &generator) }
                let spent = generator.pick([500, 500, 700, 1_234])
                var facts: [Fact] = []
                let isReport = generator.chance(40)
                if !isReport {
                    balance -= Int64(spent)
                    var step = TransactionStep(
                        transactionID: "t\(number)", kind: .authorized,
                        amount: MonetaryAmount(
                            amount: Amount(units: Int128(spent), scale: 2), currency: usd))
                    step.cardID = "c1"
                    facts.append(.transactionStep(step))
                }
                if isReport || generator.chance(20) {
                    facts.append(
                        .balanceReported(
                            BalanceReport(
                                accountID: "c1", currency: usd, total: nil,
                                available: Amount(units: Int128(balance), scale: 2),
                                asOf: LedgerTests.second(second))))
                }
                events.append(
                    GivenEvent(
                        id: "e\(generator.next() % 1_000)-\(number)",
                        at: LedgerTests.second(second), position: Int64(number), facts: facts))
            }
        }
    }

    @Test("show no drift, whatever shares a second and in whatever order it comes")
    func noDrift() throws {
        for seed in UInt64(1)...150 {
            let card = HealthyCard(seed: seed)
            var generator = SeededGenerator(seed: ~seed)
            for events in [card.events, card.events.shuffled(using: &generator)] {
                var books = Books(policy: .releasing)
                for event in events { _ = try books.fold(event.event, event.interpretation) }
                try books.checkInvariants()
                let account = try #require(books.accounts(named: "c1"))
                if account.firstReport == nil { continue }
                #expect(try account.drift(.releasing) == .zero, "seed \(seed)")
                guard account.openingUntil != nil else { continue }
                // What is left after the steps that count is what the card began with.
                #expect(account.opening == Amount(units: 1_000, scale: 0), "seed \(seed)")
            }
        }
    }

    @Test("show no drift at any time on the way", arguments: UInt64(1)...20)
    func noDriftOnTheWay(seed: UInt64) throws {
        let card = HealthyCard(seed: seed)
        var books = Books(policy: .releasing)
        for event in card.events {
            _ = try books.fold(event.event, event.interpretation)
            let drift = try books.accounts(named: "c1")?.drift(.releasing)
            #expect(drift.map { $0 == .zero } ?? true, "seed \(seed), \(event.event.eventID)")
        }
    }
}
