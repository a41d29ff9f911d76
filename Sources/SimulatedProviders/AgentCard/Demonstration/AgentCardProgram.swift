import Demonstration
import Events
import Programs

/// Cards of AgentCard in test mode, with their true balances.
///
/// After every change of a balance comes a `card.updated` with the new one.
struct AgentCardProgram {
    struct Purchase {
        var transactionID: String
        var cents: Int64
        var merchant: Merchant
    }

    struct Card {
        var id: String
        var holderID: String
        var last4: String
        var postedCents: Int64
        var spendLimitCents: Int64
        var holds: [Purchase] = []
        var cleared: [Purchase] = []
        /// A hold of which no event was ever sent, and none will be.
        var unseenHoldCents: Int64 = 0

        var heldCents: Int64 { holds.reduce(unseenHoldCents) { $0 + $1.cents } }
        var availableCents: Int64 { postedCents - heldCents }
    }

    /// The card with the event that is never sent, and the one that is used up and closed.
    static let gapCard = 0
    static let exhaustedCard = 3
    static let unseenHoldCents: Int64 = 12_50

    var timeline: DemoTimeline
    var cards: [Card]
    let slots: DemoSlots
    /// The delivery that is sent twice.
    var lastAuthorizationIndex = 0

    init(before now: Timestamp, random: SeededRandom) {
        timeline = DemoTimeline(.agentcard, random: random)
        slots = DemoSlots(before: now, count: 92)
        let limits: [Int64] = [400_00, 250_00, 300_00, 50_00]
        cards = limits.enumerated().map { index, limit in
            Card(
                id: "card_demo_\(index + 1)", holderID: "ch_demo_\(index + 1)",
                last4: "424\(index + 1)", postedCents: limit, spendLimitCents: limit)
        }
    }

    /// Lives through all slots in order, so that every balance is that after all before it.
    mutating func run() {
        for slot in 0..<slots.count {
            let time = slots.time(slot, &timeline.random)
            switch slot {
            case 0..<4: open(slot, at: time)
            case 4..<8: purchase(slot - 4, cents: 8_40 + Int64(slot) * 1_15, at: time)
            case 30: sendUnknownType(at: time)
            case 36: clear(Self.exhaustedCard, at: time)
            case 42: sendDuplicate(at: time)
            case 48: sendLiveEvent(at: time)
            case 60: purchaseWithoutEvent(Self.gapCard, at: time)
            case 70:
                let rest = cards[Self.exhaustedCard].availableCents
                purchase(Self.exhaustedCard, cents: rest, at: time)
            case 82:
                clear(Self.exhaustedCard, at: time)
                close(Self.exhaustedCard, at: time.after(milliseconds: 4_000))
            default: trade(at: time)
            }
        }
    }

    /// The truth at the end.
    var balances: [DemoBalance] {
        cards.map { card in
            func money(_ cents: Int64) -> SimulatedMoney { SimulatedMoney(cents, "USD", digits: 2) }
            return DemoBalance(
                source: timeline.source.name, accountID: card.id,
                available: money(card.availableCents), posted: money(card.postedCents),
                held: money(card.heldCents), unseen: money(-card.unseenHoldCents))
        }
    }

    mutating func envelope(at time: Timestamp) -> AgentCardPayload.Envelope {
        AgentCardPayload.Envelope(id: timeline.id("evt_demo_"), createdAt: time)
    }

    func payload(_ index: Int) -> AgentCardPayload.Card {
        let card = cards[index]
        return AgentCardPayload.Card(
            id: card.id, holderID: card.holderID, last4: card.last4,
            spendLimitCents: card.spendLimitCents, balanceCents: card.availableCents)
    }

    private mutating func open(_ index: Int, at time: Timestamp) {
        let holderID = cards[index].holderID
        timeline.send(
            AgentCardPayload.cardholderCreated(holderID: holderID, envelope(at: time)), at: time,
            "\(holderID) is created")
        let next = time.after(milliseconds: 3_000)
        timeline.send(
            AgentCardPayload.cardCreated(payload(index), envelope(at: next)), at: next,
            "\(cards[index].id) is created")
    }

    private mutating func close(_ index: Int, at time: Timestamp) {
        let reason = "balance_exhausted"
        timeline.send(
            AgentCardPayload.cardClosed(payload(index), reason: reason, envelope(at: time)),
            at: time, "\(cards[index].id) is used up and closed")
    }

    /// The new balance, in a later second than its cause: `created` has whole seconds, and a report
    /// of the same second would have no order against it.
    mutating func reportBalance(_ index: Int, causedAt time: Timestamp) {
        let next = time.after(milliseconds: 1_200)
        timeline.send(
            AgentCardPayload.cardUpdated(payload(index), envelope(at: next)), at: next,
            "\(cards[index].id) has \(cards[index].availableCents) cents")
    }
}
