import Events
import Ledger
import Money
import Testing

@Suite("The shrinker")
struct ShrinkerTests {
    /// A fold with a defect: of two amounts of one transaction it keeps the one that came first.
    private func toyFold(_ events: [GivenEvent]) -> [String: String] {
        var amounts: [String: String] = [:]
        for event in events {
            for case .transactionStep(let step) in event.interpretation.facts {
                guard let amount = step.amount, amounts[step.transactionID] == nil else { continue }
                amounts[step.transactionID] = amount.description
            }
        }
        return amounts
    }

    @Test("finds the two events that a fold in the order of arrival cannot agree about")
    func plantedDefect() throws {
        let fails = { (history: History) in
            toyFold(history.events) != toyFold(history.events.reversed())
        }
        for seed in UInt64(1)...10 {
            let history = History(seed: seed)
            try #require(fails(history))
            let smallest = History.shrinker.smallest(history, fails: fails)
            #expect(smallest.events.count == 2, "seed \(seed)")
            #expect(smallest.events.allSatisfy { $0.interpretation.facts.count == 1 })
            let words = smallest.inWords
            // Neither card, account nor merchant is left: only what the defect is about.
            for word in ["card=", "account=", "merchant=", "to="] {
                #expect(!words.contains(word), "seed \(seed): \(words)")
            }
            #expect(
                words.contains(" 1.00 USD") || words.contains(" 1 USD"), "seed \(seed): \(words)")
        }
    }

    @Test("leaves a failure as it is when nothing can go")
    func nothingToDo() {
        let shrinker = Shrinker<Int> { $0 > 0 ? [$0 / 2, $0 - 1] : [] }
        #expect(shrinker.smallest(1_000) { $0 >= 37 } == 37)
    }
}
