import Events
import Ledger
import Programs
import Providers
import Testing

@Suite("Whop's cards, from their deliveries to the books")
struct WhopGoldenTests {
    @Test("payments", arguments: payments)
    func payment(_ scenario: GoldenScenario) throws {
        var format = StandardWebhooksFormat()
        format.dialect = .whop
        try scenario.check(
            GoldenProvider(
                settings: ProviderSettings(provider: .standardWebhooks, format: format),
                policy: format.booking.policy))
    }

    /// An event of the transaction `t1` of the card `c1`.
    private static func event(
        _ at: Int64, _ name: String, _ status: String, _ dollars: String
    ) -> GoldenEvent {
        .webhook([
            "id": .string("msg_\(at)"), "type": .string("card_transaction.\(name)"),
            "timestamp": .string(second(at).description),
            "data": [
                "id": "t1", "card_id": "c1", "status": .string(status),
                "usd_amount": .number(dollars),
            ],
        ])
    }

    static let payments = [
        GoldenScenario(
            name: "an outcome that two events tell is booked once",
            given: [
                event(1, "created", "pending", "12.5"), event(2, "updated", "completed", "13.9"),
                event(3, "completed", "completed", "13.9"),
            ],
            entries: [
                "t1 e1 pending c1 -12.5, @network +12.5", "t1 e2 posted c1 -13.9, @network +13.9",
                "t1 e2 pending c1 +12.5, @network -12.5",
            ], states: ["t1 cleared"], balances: ["c1 posted -13.9 pending 0 available -13.9"]),
        GoldenScenario(
            name: "a change of a pending transaction holds nothing more",
            given: [
                event(1, "created", "pending", "12.5"), event(2, "updated", "pending", "12.5"),
            ],
            entries: ["t1 e1 pending c1 -12.5, @network +12.5"], states: ["t1 authorized 12.5"]),
        GoldenScenario(
            name: "a reversal gives back the hold",
            given: [
                event(1, "created", "pending", "12.5"), event(2, "reversed", "reversed", "12.5"),
                event(3, "updated", "reversed", "12.5"),
            ],
            entries: [
                "t1 e1 pending c1 -12.5, @network +12.5", "t1 e2 pending c1 +12.5, @network -12.5",
            ], states: ["t1 reversed"], balances: ["c1 posted 0 pending 0 available 0"]),
        GoldenScenario(
            name: "money from a merchant comes in once",
            given: [
                event(1, "created", "pending", "-5"), event(2, "completed", "completed", "-5"),
                event(3, "updated", "completed", "-5"),
            ],
            entries: [
                "t1 e1 pending c1 +5, @network -5", "t1 e2 posted c1 +5, @network -5",
                "t1 e2 pending c1 -5, @network +5",
            ], states: ["t1 refunded"], balances: ["c1 posted +5 pending 0 available +5"]),
    ]
}
