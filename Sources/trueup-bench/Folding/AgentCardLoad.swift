import Events
import Programs
import SimulatedProviders

/// Virtual cards on AgentCard, each for a few dozen purchases: half of the changes are followed by
/// a report of the balance.
struct AgentCardLoad: EventLoad {
    private struct Card {
        var number: Int
        var postedCents: Int64 = 2_000_00
        var holds: [AgentCardPayload.Transaction] = []

        var id: String { "card_\(number)" }
        var availableCents: Int64 { postedCents - holds.reduce(0) { $0 + $1.amountCents } }
    }

    private var random: SeededRandom
    private let population: Population
    private var cards: [Card] = []

    init(random: SeededRandom, population: Population) {
        self.random = random
        self.population = population
    }

    mutating func next(at time: Timestamp) -> [JSONBody] {
        if population.grows(from: cards.count, oneIn: 50, &random) { return [open(at: time)] }
        let index = busyIndex(of: cards.count, &random)
        let body = trade(index, at: time)
        guard random.below(2) == 0 else { return [body] }
        return [body, report(index, at: time)]
    }

    private mutating func trade(_ index: Int, at time: Timestamp) -> JSONBody {
        let isShort = cards[index].availableCents < 50_00
        // A hold lives for several other purchases, as it does for days.
        let holds = cards[index].holds.count
        if holds > 0, isShort || random.below(100) < 12 * holds {
            let purchase = cards[index].holds.removeFirst()
            if random.below(10) == 0 {
                return AgentCardPayload.transaction(.voided, purchase, envelope(at: time))
            }
            cards[index].postedCents -= purchase.amountCents
            return AgentCardPayload.transaction(.cleared, purchase, envelope(at: time))
        }
        var purchase = AgentCardPayload.Transaction(
            id: "txn_\(random.identifier())", cardID: cards[index].id,
            amountCents: Int64(300 + random.below(3_000)),
            merchant: "HARBOUR COFFEE \(random.below(500))", mcc: "5814")
        if isShort || random.below(100) < 6 {
            purchase.amountCents = max(cards[index].availableCents, 0) + 1_00
            purchase.declineReason = "insufficient_funds"
            return AgentCardPayload.transaction(.declined, purchase, envelope(at: time))
        }
        cards[index].holds.append(purchase)
        return AgentCardPayload.transaction(.authorized, purchase, envelope(at: time))
    }

    private mutating func open(at time: Timestamp) -> JSONBody {
        cards.append(Card(number: cards.count + 1))
        return AgentCardPayload.cardCreated(snapshot(cards.count - 1), envelope(at: time))
    }

    private mutating func report(_ index: Int, at time: Timestamp) -> JSONBody {
        AgentCardPayload.cardUpdated(snapshot(index), envelope(at: time))
    }

    private func snapshot(_ index: Int) -> AgentCardPayload.Card {
        AgentCardPayload.Card(
            id: cards[index].id, holderID: "holder_\(cards[index].number)", last4: "4242",
            spendLimitCents: 2_000_00, balanceCents: cards[index].availableCents)
    }

    private mutating func envelope(at time: Timestamp) -> AgentCardPayload.Envelope {
        AgentCardPayload.Envelope(
            id: "evt_\(random.identifier())", createdAt: time, isLive: true)
    }
}
