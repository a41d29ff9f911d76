import Events
import Ledger
import Money
import Providers
import Testing

@Suite("The general life cycle, operators' decisions included")
struct LifeCycleGoldenTests {
    @Test("a payment's endings", arguments: endings)
    func ending(_ scenario: GoldenScenario) throws { try scenario.check(.nymcard) }

    @Test("decisions", arguments: releases + links + adjustments)
    func decision(_ scenario: GoldenScenario) throws { try scenario.check(.nymcard) }

    @Test("bad input has a defined result", arguments: badInput)
    func bad(_ scenario: GoldenScenario) throws { try scenario.check(.nymcard) }

    static func release(_ at: Int64, _ amount: String? = nil) -> GoldenEvent {
        .decided(
            at,
            Decision(
                .releaseHold(transactionID: "t1", amount: amount.flatMap { try? money($0) }),
                actor: "anna", reason: "never cleared"))
    }

    /// `t2` is the clearing or refund of `t1`.
    static func link(
        _ at: Int64, as relation: LinkedTransactions.Relation, _ released: String? = nil
    ) -> GoldenEvent {
        let link = LinkedTransactions(
            transactionID: "t2", originalID: "t1", relation: relation,
            released: released.flatMap { try? money($0) })
        return .decided(
            at, Decision(.linkTransactions(link), actor: "anna", reason: "another id"))
    }

    static func adjust(
        _ at: Int64, _ account: Adjustment.Account, _ amount: String,
        _ house: Adjustment.House = .external
    ) -> GoldenEvent {
        let zero = MonetaryAmount.zero(usd)
        let adjustment = Adjustment(
            account: account, amount: (try? money(amount)) ?? zero, against: house)
        return .decided(at, Decision(.adjust(adjustment), actor: "anna", reason: "a fee"))
    }

    static let endings = [
        GoldenScenario(
            name: "authorized, raised, cleared in parts, the rest reversed",
            given: [
                .facts("@1 authorized 100"), .facts("@2 incremented 20"), .facts("@3 cleared 50"),
                .facts("@4 cleared 40"), .facts("@5 reversed 30"),
            ],
            entries: [
                "t1 e1 pending c1 -100, @network +100", "t1 e2 pending c1 -20, @network +20",
                "t1 e3 posted c1 -50, @network +50", "t1 e3 pending c1 +50, @network -50",
                "t1 e4 posted c1 -40, @network +40", "t1 e4 pending c1 +40, @network -40",
                "t1 e5 pending c1 +30, @network -30",
            ], states: ["t1 cleared"], balances: ["c1 posted -90 pending 0 available -90"]),
        GoldenScenario(
            name: "expired, then cleared late in part: nothing is held again",
            given: [
                .facts("@1 authorized 100"), .facts("@2 expired"), .facts("@3 cleared 40"),
                .facts("@4 incremented 5"),
            ],
            entries: [
                "t1 e1 pending c1 -100, @network +100", "t1 e2 pending c1 +100, @network -100",
                "t1 e3 posted c1 -40, @network +40",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "cleared, then refunded in two parts",
            given: [
                .facts("@1 authorized 10"), .facts("@2 cleared 10"), .facts("@3 refunded 4"),
                .facts("@4 refunded 6"),
            ],
            entries: [
                "t1 e1 pending c1 -10, @network +10", "t1 e2 posted c1 -10, @network +10",
                "t1 e2 pending c1 +10, @network -10", "t1 e3 posted c1 +4, @network -4",
                "t1 e4 posted c1 +6, @network -6",
            ], states: ["t1 refunded"], balances: ["c1 posted 0 pending 0 available 0"]),
        GoldenScenario(
            name: "a refund that is awaited under the payment's own id",
            given: [
                .facts("@1 authorized 10"), .facts("@2 cleared 10"),
                .facts("@3 creditAuthorized 4"),
            ],
            entries: [
                "t1 e1 pending c1 -10, @network +10", "t1 e2 posted c1 -10, @network +10",
                "t1 e2 pending c1 +10, @network -10", "t1 e3 pending c1 +4, @network -4",
            ], states: ["t1 pending"], balances: ["c1 posted -10 pending +4 available -10"]),
        GoldenScenario(
            name: "an awaited credit that comes in parts",
            given: [
                .facts("@1 creditAuthorized 10"), .facts("@2 refunded 4"), .facts("@3 refunded 6"),
            ],
            entries: [
                "t1 e1 pending c1 +10, @network -10", "t1 e2 posted c1 +4, @network -4",
                "t1 e2 pending c1 -4, @network +4", "t1 e3 posted c1 +6, @network -6",
                "t1 e3 pending c1 -6, @network +6",
            ], states: ["t1 refunded"]),
        GoldenScenario(
            name: "an awaited credit that is reversed in part",
            given: [.facts("@1 creditAuthorized 10"), .facts("@2 reversed 4")],
            entries: [
                "t1 e1 pending c1 +10, @network -10", "t1 e2 pending c1 -4, @network +4",
            ], states: ["t1 pending"]),
        GoldenScenario(
            name: "a wallet's money whose hold has aged goes nowhere",
            given: [.facts("@1 debited 7 status=processing"), .facts("@2 expired")],
            entries: ["t1 e1 pending c1 -7, @funding +7", "t1 e2 pending c1 +7, @funding -7"],
            states: ["t1 expired"]),
    ]

    static let releases = [
        GoldenScenario(
            name: "a hold that an operator releases",
            given: [.facts("@1 authorized 10"), release(2)],
            entries: ["t1 e1 pending c1 -10, @network +10", "t1 e2 pending c1 +10, @network -10"],
            states: ["t1 expired"], balances: ["c1 posted 0 pending 0 available 0"]),
        GoldenScenario(
            name: "a hold that an operator releases in part",
            given: [.facts("@1 authorized 10"), release(2, "4")],
            entries: ["t1 e1 pending c1 -10, @network +10", "t1 e2 pending c1 +4, @network -4"],
            states: ["t1 authorized 6"]),
        GoldenScenario(
            name: "money that moves after the release is booked",
            given: [.facts("@1 authorized 10"), release(2), .facts("@3 cleared 10")],
            entries: [
                "t1 e1 pending c1 -10, @network +10", "t1 e2 pending c1 +10, @network -10",
                "t1 e3 posted c1 -10, @network +10",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a release of what nobody has told of", given: [release(1)],
            states: ["t1 referenced"]),
        GoldenScenario(
            name: "a release ends a hold that is stated to come later",
            given: [release(1), .facts("@2 authorized 10")], states: ["t1 expired"]),
        GoldenScenario(
            name: "a release of a wallet's pending money",
            given: [.facts("@1 debited 7 status=on-hold"), release(2)],
            entries: ["t1 e1 pending c1 -7, @funding +7", "t1 e2 pending c1 +7, @funding -7"],
            states: ["t1 cancelled"]),
    ]

    static let links = [
        GoldenScenario(
            name: "a clearing under another id ends the hold of the payment that it is linked to",
            given: [
                .facts("@1 authorized 10"), .facts("@2 cleared 12 transaction=t2"),
                link(3, as: .clearing),
            ],
            entries: [
                "t1 e1 pending c1 -10, @network +10", "t1 e3 pending c1 +10, @network -10",
                "t2 e2 posted c1 -12, @network +12",
            ], states: ["t1 expired", "t2 cleared"],
            balances: ["c1 posted -12 pending 0 available -12"]),
        GoldenScenario(
            name: "a clearing of a part releases as much as the operator says",
            given: [
                .facts("@1 authorized 100"), .facts("@2 cleared 20 transaction=t2"),
                link(3, as: .clearing, "20"),
            ],
            entries: [
                "t1 e1 pending c1 -100, @network +100", "t1 e3 pending c1 +20, @network -20",
                "t2 e2 posted c1 -20, @network +20",
            ], states: ["t1 authorized 80", "t2 cleared"]),
        GoldenScenario(
            name: "a refund that is linked leaves its payment alone",
            given: [
                .facts("@1 authorized 10"), .facts("@2 cleared 4"),
                .facts("@3 refunded 4 transaction=t2"), link(4, as: .refund),
            ],
            entries: [
                "t1 e1 pending c1 -10, @network +10", "t1 e2 posted c1 -4, @network +4",
                "t1 e2 pending c1 +4, @network -4", "t2 e3 posted c1 +4, @network -4",
            ], states: ["t1 partially_cleared 6", "t2 refunded"]),
        GoldenScenario(
            name: "a payment that was cleared already keeps its state",
            given: [
                .facts("@1 cleared 10"), .facts("@2 cleared 10 transaction=t2"),
                link(3, as: .clearing),
            ],
            entries: [
                "t1 e1 posted c1 -10, @network +10", "t2 e2 posted c1 -10, @network +10",
            ], states: ["t1 cleared", "t2 cleared"]),
    ]

    static let adjustments = [
        GoldenScenario(
            name: "an adjustment takes from an account",
            given: [adjust(1, .account("a1"), "-2", .fees)],
            entries: ["adjust:e1 e1 posted a1 -2, @fees +2"], states: ["adjust:e1 cleared"],
            balances: ["a1 posted -2 pending 0 available -2"]),
        GoldenScenario(
            name: "an adjustment gives to a card, from outside unless it says whence",
            given: [.facts("@1 cleared 10"), adjust(2, .card("c1"), "10")],
            entries: [
                "adjust:e2 e2 posted c1 +10, @external -10",
                "t1 e1 posted c1 -10, @network +10",
            ], states: ["adjust:e2 cleared", "t1 cleared"],
            balances: ["c1 posted 0 pending 0 available 0"]),
        GoldenScenario(
            name: "two adjustments of one amount are two",
            given: [
                adjust(1, .account("a1"), "5EUR", .network),
                adjust(1, .account("a1"), "5EUR", .network),
            ],
            entries: [
                "adjust:e1 e1 posted a1/EUR +5, @network/EUR -5",
                "adjust:e2 e2 posted a1/EUR +5, @network/EUR -5",
            ], states: ["adjust:e1 cleared", "adjust:e2 cleared"],
            balances: ["a1/EUR posted +10 pending 0 available +10"]),
    ]

    static let badInput = [
        GoldenScenario(
            name: "two accounts that claim one transaction: the first that is named has it",
            given: [.facts("@1 authorized 10 account=a1"), .facts("@2 cleared 10 account=a2")],
            entries: [
                "t1 e1 pending a1 -10, @network +10", "t1 e2 posted a1 -10, @network +10",
                "t1 e2 pending a1 +10, @network -10",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a clearing in two currencies without a conversion",
            given: [.facts("@1 cleared 10"), .facts("@2 cleared 9EUR")],
            entries: [
                "t1 e1 posted c1 -10, @network +10", "t1 e2 posted c1/EUR -9, @network/EUR +9",
            ], states: ["t1 cleared"],
            balances: [
                "c1 posted -10 pending 0 available -10", "c1/EUR posted -9 pending 0 available -9",
            ]),
        GoldenScenario(
            name: "more digits than the currency has are kept",
            given: [.facts("@1 authorized 0.005"), .facts("@2 cleared 0.0049999")],
            entries: [
                "t1 e1 pending c1 -0.005, @network +0.005",
                "t1 e2 posted c1 -0.0049999, @network +0.0049999",
                "t1 e2 pending c1 +0.0049999, @network -0.0049999",
            ], states: ["t1 partially_cleared 0.0000001"]),
    ]
}
