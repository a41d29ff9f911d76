import Events
import Ledger
import Money

/// SplitMix64: the same seed gives the same history on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}

/// A generated history: few cards, accounts and transactions, so that events meet; times that tie
/// and that are missing; several facts an event; contradictions of every kind.
struct History {
    let seed: UInt64
    let policy: LedgerPolicy
    private(set) var events: [GivenEvent] = []

    init(seed: UInt64, count: Int = 40) {
        self.seed = seed
        var generator = SeededGenerator(seed: seed)
        policy = LedgerPolicy(
            clearing: generator.pick(LedgerPolicy.ClearingMode.allCases),
            releasesRestAfterPartialClearing: generator.chance(50),
            clockResolutionMicroseconds: generator.pick([1_000, 1_000_000]))
        for number in 1...count {
            let time = generator.chance(10) ? nil : History.time(&generator)
            let facts = (0..<generator.pick([1, 1, 1, 2, 3])).map { _ in
                History.fact(at: time, &generator)
            }
            events.append(
                GivenEvent(
                    id: "e\(generator.next() % 100_000)-\(number)", at: time,
                    position: Int64(number), facts: facts))
        }
    }

    /// The same history with other events.
    func with(_ events: [GivenEvent]) -> History {
        var history = self
        history.events = events
        return history
    }

    /// The same events in another order, some of them twice.
    ///
    /// Position and receipt follow the order, but for the receipt of an event without a time, which
    /// is its effective time.
    func arrivals(_ generator: inout SeededGenerator) -> [GivenEvent] {
        var arrivals = events.shuffled(using: &generator)
        for event in events where generator.chance(25) {
            arrivals.insert(event, at: Int.random(in: 0...arrivals.count, using: &generator))
        }
        for index in arrivals.indices {
            arrivals[index].event.position = Int64(index + 1)
            if arrivals[index].event.createdAt != nil {
                arrivals[index].event.receivedAt = second(10_000 + Int64(index))
            }
        }
        return arrivals
    }

    private static func time(_ generator: inout SeededGenerator) -> Timestamp {
        let millisecond = generator.pick([0, 0, 0, 1, 500]) * Int64(1_000)
        return Timestamp(
            microseconds: second(Int64.random(in: 0..<25, using: &generator)).microseconds
                + millisecond)
    }

    private static func fact(at time: Timestamp?, _ generator: inout SeededGenerator) -> Fact {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<15: .balanceReported(report(at: time, &generator))
        case 15..<25: .card(card(&generator))
        case 25..<30:
            .reference(
                TransactionReference(
                    transactionID: transaction(&generator), cardID: cardID(&generator)))
        case 30..<32: .activity(Activity(kind: "kyc", subjectID: "u1", summary: "KYC passed"))
        default: .transactionStep(step(&generator))
        }
    }

    private static func step(_ generator: inout SeededGenerator) -> TransactionStep {
        let id = transaction(&generator)
        var step = TransactionStep(
            transactionID: id, kind: generator.pick(TransactionStep.Kind.allCases),
            amount: generator.chance(80) ? money(&generator) : nil)
        step.cardID = cardID(&generator)
        step.accountID = generator.chance(20) ? accountID(&generator) : nil
        step.counterpartyAccountID = generator.chance(30) ? accountID(&generator) : nil
        step.counterpartyAmount = generator.chance(20) ? money(&generator) : nil
        step.originalTransactionID = generator.chance(15) ? transaction(&generator) : nil
        // An operator corrects in both directions.
        if step.kind == .adjusted, generator.chance(50), let money = step.amount {
            step.amount = MonetaryAmount(
                amount: Amount(units: -money.amount.units, scale: money.amount.scale),
                currency: money.currency)
        }
        step.merchant = generator.chance(30) ? "SHOP \(generator.next() % 3)" : nil
        // Only some transactions are of a wallet.
        if id.hasPrefix("w"), generator.chance(60) {
            step.status = generator.pick([
                "pending", "processing", "completed", "failed", "cancelled", "dreaming",
            ])
        }
        return step
    }

    private static func card(_ generator: inout SeededGenerator) -> CardFact {
        var card = CardFact(
            cardID: generator.pick(["c1", "c2", "c3"]), isOpening: generator.chance(20),
            isClosing: generator.chance(10))
        card.status = generator.chance(60) ? generator.pick(["OPEN", "IN_USE", "CLOSED"]) : nil
        card.last4 = generator.chance(30) ? "\(1_000 + generator.next() % 3)" : nil
        card.accountID = generator.chance(30) ? accountID(&generator) : nil
        card.spendLimit = generator.chance(20) ? money(&generator) : nil
        card.currency = generator.chance(20) ? usd : nil
        return card
    }

    private static func report(
        at time: Timestamp?, _ generator: inout SeededGenerator
    ) -> BalanceReport {
        let total = generator.chance(50) ? money(&generator).amount : nil
        return BalanceReport(
            accountID: generator.pick(["c1", "c2", "a1", "a2"]),
            currency: generator.chance(85) ? usd : Currency(uncheckedCode: "EUR"), total: total,
            available: total == nil || generator.chance(30) ? money(&generator).amount : nil,
            asOf: generator.chance(90) ? time : second(3))
    }

    private static func transaction(_ generator: inout SeededGenerator) -> String {
        generator.pick(["t1", "t2", "t3", "t4", "w1", "w2"])
    }

    private static func cardID(_ generator: inout SeededGenerator) -> String? {
        generator.chance(70) ? generator.pick(["c1", "c2", "c3", "a1"]) : nil
    }

    private static func accountID(_ generator: inout SeededGenerator) -> String {
        generator.pick(["a1", "a2", "c3"])
    }

    private static func money(_ generator: inout SeededGenerator) -> MonetaryAmount {
        let currency = generator.chance(85) ? usd : Currency(uncheckedCode: "EUR")
        let units = Int128(generator.pick([0, 100, 250, 500, 1_000, 1_234, 99_999]))
        let amount = Amount(units: units, scale: generator.chance(90) ? 2 : 3)
        return MonetaryAmount(amount: amount, currency: currency)
    }
}
