import Events
import Providers
import SimulatedProviders
import Testing

@Suite("AgentCard, from its deliveries to the books")
struct AgentCardGoldenTests {
    @Test("payments", arguments: payments)
    func payment(_ scenario: GoldenScenario) throws { try scenario.check(.agentcard) }

    @Test("refunds and balances", arguments: refunds + balances)
    func refund(_ scenario: GoldenScenario) throws { try scenario.check(.agentcard) }

    /// A transaction of card `c1`, in cents; the event's id follows from its place in time.
    static func transaction(
        _ at: Int64, _ event: AgentCardPayload.TransactionEvent, _ cents: Int64,
        id: String = "t1", original: String? = nil
    ) -> GoldenEvent {
        .webhook(
            AgentCardPayload.transaction(
                event,
                AgentCardPayload.Transaction(
                    id: id, cardID: "c1", amountCents: cents, merchant: "DEMO SHOP", mcc: "5734",
                    declineReason: event == .declined ? "insufficient_funds" : nil,
                    originalTransactionID: original),
                envelope(at, "\(event.rawValue)_\(id)")))
    }

    static func card(_ at: Int64, _ event: String, cents: Int64) -> GoldenEvent {
        let card = AgentCardPayload.Card(
            id: "c1", holderID: "u1", last4: "4242", spendLimitCents: 10_000, balanceCents: cents)
        return .webhook(
            event == "created"
                ? AgentCardPayload.cardCreated(card, envelope(at, event))
                : AgentCardPayload.cardUpdated(card, envelope(at, event)))
    }

    private static func envelope(_ at: Int64, _ name: String) -> AgentCardPayload.Envelope {
        AgentCardPayload.Envelope(id: "evt_\(at)_\(name)", createdAt: second(at), isLive: true)
    }

    static let payments = [
        GoldenScenario(
            name: "an authorization holds on the card", given: [transaction(1, .authorized, 150)],
            entries: ["t1 e1 pending c1 -1.5, @network +1.5"], states: ["t1 authorized 1.5"],
            balances: ["c1 posted 0 pending -1.5 available -1.5"]),
        GoldenScenario(
            name: "a delivery that is repeated books once",
            given: [transaction(1, .authorized, 150), transaction(1, .authorized, 150)],
            entries: ["t1 e1 pending c1 -1.5, @network +1.5"], states: ["t1 authorized 1.5"]),
        GoldenScenario(
            name: "a tip makes the clearing larger",
            given: [transaction(1, .authorized, 1_000), transaction(2, .cleared, 1_200)],
            entries: [
                "t1 e1 pending c1 -10, @network +10", "t1 e2 posted c1 -12, @network +12",
                "t1 e2 pending c1 +10, @network -10",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a clearing below the hold releases the rest",
            given: [transaction(1, .authorized, 1_000), transaction(2, .cleared, 700)],
            entries: [
                "t1 e1 pending c1 -10, @network +10", "t1 e2 posted c1 -7, @network +7",
                "t1 e2 pending c1 +10, @network -10",
            ], states: ["t1 cleared"], balances: ["c1 posted -7 pending 0 available -7"]),
        GoldenScenario(
            name: "a second clearing states the whole anew",
            given: [
                transaction(1, .authorized, 1_000), transaction(2, .cleared, 700),
                transaction(3, .cleared, 900),
            ],
            entries: [
                "t1 e1 pending c1 -10, @network +10", "t1 e2 posted c1 -7, @network +7",
                "t1 e2 pending c1 +10, @network -10", "t1 e3 posted c1 -2, @network +2",
            ], states: ["t1 cleared"], balances: ["c1 posted -9 pending 0 available -9"]),
        GoldenScenario(
            name: "a second clearing that states less gives back",
            given: [transaction(1, .cleared, 900), transaction(2, .cleared, 700)],
            entries: ["t1 e1 posted c1 -9, @network +9", "t1 e2 posted c1 +2, @network -2"],
            states: ["t1 cleared"]),
        GoldenScenario(
            name: "within one second the hold comes before its clearing",
            given: [transaction(1, .cleared, 500), transaction(1, .authorized, 500)],
            entries: [
                "t1 e2 pending c1 -5, @network +5", "t1 e1 posted c1 -5, @network +5",
                "t1 e1 pending c1 +5, @network -5",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a void returns the hold",
            given: [transaction(1, .authorized, 500), transaction(2, .voided, 500)],
            entries: ["t1 e1 pending c1 -5, @network +5", "t1 e2 pending c1 +5, @network -5"],
            states: ["t1 reversed"]),
        GoldenScenario(
            name: "money that moved after a void is booked",
            given: [
                transaction(1, .authorized, 500), transaction(2, .voided, 500),
                transaction(3, .cleared, 500),
            ],
            entries: [
                "t1 e1 pending c1 -5, @network +5", "t1 e2 pending c1 +5, @network -5",
                "t1 e3 posted c1 -5, @network +5",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a decline holds nothing", given: [transaction(1, .declined, 500)],
            states: ["t1 declined"]),
    ]

    static let refunds = [
        GoldenScenario(
            name: "a negative clearing is a refund",
            given: [transaction(1, .cleared, -400)],
            entries: ["t1 e1 posted c1 +4, @network -4"], states: ["t1 refunded"]),
        GoldenScenario(
            name: "a refund of its own beside the payment that it names",
            given: [
                transaction(1, .cleared, 1_000),
                transaction(2, .cleared, -400, id: "t2", original: "t1"),
            ],
            entries: ["t1 e1 posted c1 -10, @network +10", "t2 e2 posted c1 +4, @network -4"],
            states: ["t1 cleared", "t2 refunded"],
            balances: ["c1 posted -6 pending 0 available -6"]),
        GoldenScenario(
            name: "a negative clearing under the payment's own id",
            given: [transaction(1, .cleared, 1_000), transaction(2, .cleared, -1_000)],
            entries: ["t1 e1 posted c1 -10, @network +10", "t1 e2 posted c1 +10, @network -10"],
            states: ["t1 refunded"]),
    ]

    static let balances = [
        GoldenScenario(
            name: "the first balance opens the card",
            given: [card(1, "created", cents: 2_000)],
            balances: ["c1 posted +20 pending 0 available +20 opening +20"]),
        GoldenScenario(
            name: "the opening is what can be spent: a hold before it counts",
            given: [transaction(1, .authorized, 500), card(3, "updated", cents: 1_500)],
            entries: ["t1 e1 pending c1 -5, @network +5"], states: ["t1 authorized 5"],
            balances: ["c1 posted +20 pending -5 available +15 opening +20"]),
        GoldenScenario(
            name: "a later balance changes nothing that is booked",
            given: [card(1, "created", cents: 2_000), card(3, "updated", cents: 1_500)],
            balances: ["c1 posted +20 pending 0 available +20 opening +20"]),
        GoldenScenario(
            name: "an event before the first balance moves the opening",
            given: [
                card(5, "created", cents: 2_000), transaction(1, .cleared, 300),
                transaction(7, .cleared, 200, id: "t2"),
            ],
            entries: ["t1 e2 posted c1 -3, @network +3", "t2 e3 posted c1 -2, @network +2"],
            states: ["t1 cleared", "t2 cleared"],
            balances: ["c1 posted +18 pending 0 available +18 opening +23"]),
    ]
}
