import Ledger
import Testing

@Suite("A card payment")
struct PaymentScenarioTests {
    @Test("is held, cleared and released", arguments: holds + partialClearings + endings)
    func payment(_ scenario: Scenario) throws { try scenario.check() }

    @Test("follows the policy of its provider", arguments: policies)
    func policy(_ scenario: Scenario) throws { try scenario.check() }

    @Test("books in each currency of its own", arguments: currencies)
    func currency(_ scenario: Scenario) throws { try scenario.check() }

    static let holds = [
        Scenario(
            name: "an authorization holds", given: ["@1 authorized 10"],
            entries: ["e1 pending c1 -10, @network +10"], state: .authorized, held: "10",
            accounts: ["c1 posted 0 pending -10 available -10"]),
        Scenario(
            name: "an authorization of nothing holds nothing", given: ["@1 authorized 0"],
            entries: [], state: .authorized),
        Scenario(
            name: "an authorization without an amount holds nothing", given: ["@1 authorized"],
            entries: [], state: .authorized),
        Scenario(
            name: "an increment raises the hold", given: ["@1 authorized 10", "@2 incremented 5"],
            entries: ["e1 pending c1 -10, @network +10", "e2 pending c1 -5, @network +5"],
            state: .authorized, held: "15"),
        Scenario(
            name: "an increment alone holds", given: ["@1 incremented 5"],
            entries: ["e1 pending c1 -5, @network +5"], state: .authorized, held: "5"),
        Scenario(
            name: "a refusal books nothing", given: ["@1 declined 10"], entries: [],
            state: .declined),
        Scenario(
            name: "a refusal beside an approval ends no hold",
            given: ["@1 authorized 10", "@2 declined 5"],
            entries: ["e1 pending c1 -10, @network +10"], state: .authorized, held: "10"),
        Scenario(
            name: "a clearing takes the hold and posts",
            given: ["@1 authorized 10", "@2 cleared 10"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -10, @network +10",
                "e2 pending c1 +10, @network -10",
            ], state: .cleared, accounts: ["c1 posted -10 pending 0 available -10"]),
        Scenario(
            name: "a clearing above the hold posts all of it",
            given: ["@1 authorized 10", "@2 cleared 12.50"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -12.5, @network +12.5",
                "e2 pending c1 +10, @network -10",
            ], state: .cleared),
        Scenario(
            name: "a clearing without an amount clears what is held",
            given: ["@1 authorized 10", "@2 incremented 2", "@3 cleared"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 pending c1 -2, @network +2",
                "e3 posted c1 -12, @network +12", "e3 pending c1 +12, @network -12",
            ], state: .cleared),
        Scenario(
            name: "a clearing without authorization (a force post) posts",
            given: ["@1 cleared 7"], entries: ["e1 posted c1 -7, @network +7"], state: .cleared),
        Scenario(
            name: "within one second the authorization comes first",
            given: ["@1 cleared 10", "@1 authorized 10"],
            entries: [
                "e2 pending c1 -10, @network +10", "e1 posted c1 -10, @network +10",
                "e1 pending c1 +10, @network -10",
            ], state: .cleared),
        Scenario(
            name: "an authorization that states a later time than its clearing holds nothing",
            given: ["@1 cleared 10", "@2 authorized 10"],
            entries: ["e1 posted c1 -10, @network +10"], state: .cleared),
        Scenario(
            name: "a step without a time comes last",
            given: ["@- cleared 4", "@9 authorized 10"],
            entries: [
                "e2 pending c1 -10, @network +10", "e1 posted c1 -4, @network +4",
                "e1 pending c1 +4, @network -4",
            ], state: .partiallyCleared, held: "6"),
        Scenario(
            name: "an increment after the whole was cleared holds nothing",
            given: ["@1 authorized 10", "@2 cleared 10", "@3 incremented 5"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -10, @network +10",
                "e2 pending c1 +10, @network -10",
            ], state: .cleared),
    ]

    static let partialClearings = [
        Scenario(
            name: "the rest stays held after a partial clearing",
            given: ["@1 authorized 100", "@2 cleared 20"],
            entries: [
                "e1 pending c1 -100, @network +100", "e2 posted c1 -20, @network +20",
                "e2 pending c1 +20, @network -20",
            ], state: .partiallyCleared, held: "80",
            accounts: ["c1 posted -20 pending -80 available -100"]),
        Scenario(
            name: "clearings add up to the whole",
            given: ["@1 authorized 100", "@2 cleared 20", "@3 cleared 80"],
            entries: [
                "e1 pending c1 -100, @network +100", "e2 posted c1 -20, @network +20",
                "e2 pending c1 +20, @network -20", "e3 posted c1 -80, @network +80",
                "e3 pending c1 +80, @network -80",
            ], state: .cleared),
        Scenario(
            name: "the rest expires after a partial clearing",
            given: ["@1 authorized 100", "@2 cleared 20", "@3 expired"],
            entries: [
                "e1 pending c1 -100, @network +100", "e2 posted c1 -20, @network +20",
                "e2 pending c1 +20, @network -20", "e3 pending c1 +80, @network -80",
            ], state: .cleared),
        Scenario(
            name: "the rest is reversed after a partial clearing",
            given: ["@1 authorized 100", "@2 cleared 20", "@3 reversed 80"],
            entries: [
                "e1 pending c1 -100, @network +100", "e2 posted c1 -20, @network +20",
                "e2 pending c1 +20, @network -20", "e3 pending c1 +80, @network -80",
            ], state: .cleared),
        Scenario(
            name: "an operator releases the rest after a partial clearing",
            given: ["@1 authorized 100", "@2 cleared 20", "@3 released"],
            entries: [
                "e1 pending c1 -100, @network +100", "e2 posted c1 -20, @network +20",
                "e2 pending c1 +20, @network -20", "e3 pending c1 +80, @network -80",
            ], state: .cleared),
        Scenario(
            name: "a clearing without an amount clears the rest",
            given: ["@1 authorized 100", "@2 cleared 20", "@3 cleared"],
            entries: [
                "e1 pending c1 -100, @network +100", "e2 posted c1 -20, @network +20",
                "e2 pending c1 +20, @network -20", "e3 posted c1 -80, @network +80",
                "e3 pending c1 +80, @network -80",
            ], state: .cleared),
    ]

    static let endings = [
        Scenario(
            name: "a reversal without an amount releases everything",
            given: ["@1 authorized 10", "@2 reversed"],
            entries: ["e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10"],
            state: .reversed, accounts: ["c1 posted 0 pending 0 available 0"]),
        Scenario(
            name: "a reversal of the whole amount releases everything",
            given: ["@1 authorized 10", "@2 reversed 10"],
            entries: ["e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10"],
            state: .reversed),
        Scenario(
            name: "a partial reversal lowers the hold",
            given: ["@1 authorized 10", "@2 reversed 4"],
            entries: ["e1 pending c1 -10, @network +10", "e2 pending c1 +4, @network -4"],
            state: .authorized, held: "6"),
        Scenario(
            name: "partial reversals reverse the whole",
            given: ["@1 authorized 10", "@2 reversed 4", "@3 reversed 6"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 pending c1 +4, @network -4",
                "e3 pending c1 +6, @network -6",
            ], state: .reversed),
        Scenario(
            name: "a partial reversal and a clearing of the rest",
            given: ["@1 authorized 10", "@2 reversed 4", "@3 cleared 6"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 pending c1 +4, @network -4",
                "e3 posted c1 -6, @network +6", "e3 pending c1 +6, @network -6",
            ], state: .cleared),
        Scenario(
            name: "a reversal of an authorization that was never seen", given: ["@1 reversed 10"],
            entries: [], state: .reversed),
        Scenario(
            name: "an expiry releases the hold", given: ["@1 authorized 10", "@9 expired 10"],
            entries: ["e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10"],
            state: .expired),
        Scenario(
            name: "an operator's release counts as an expiry",
            given: ["@1 authorized 10", "@9 released"],
            entries: ["e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10"],
            state: .expired),
        Scenario(
            name: "a reversal outweighs an expiry",
            given: ["@1 authorized 10", "@2 expired", "@3 reversed"],
            entries: ["e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10"],
            state: .reversed),
        Scenario(
            name: "a late clearing after an expiry posts",
            given: ["@1 authorized 10", "@2 expired", "@3 cleared 10"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10",
                "e3 posted c1 -10, @network +10",
            ], state: .cleared),
        Scenario(
            name: "a late clearing after a reversal posts",
            given: ["@1 authorized 10", "@2 reversed", "@3 cleared 10"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10",
                "e3 posted c1 -10, @network +10",
            ], state: .cleared),
        Scenario(
            name: "a reversal after the clearing takes no money back",
            given: ["@1 authorized 10", "@2 cleared 10", "@3 reversed"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -10, @network +10",
                "e2 pending c1 +10, @network -10",
            ], state: .cleared),
        Scenario(
            name: "a clearing of what was declined posts",
            given: ["@1 declined 10", "@2 cleared 10"],
            entries: ["e2 posted c1 -10, @network +10"], state: .cleared),
    ]

    static let policies = [
        Scenario(
            name: "restated: a second clearing posts the difference", policy: .releasing,
            given: ["@1 authorized 10", "@2 cleared 10", "@3 cleared 12"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -10, @network +10",
                "e2 pending c1 +10, @network -10", "e3 posted c1 -2, @network +2",
            ], state: .cleared, accounts: ["c1 posted -12 pending 0 available -12"]),
        Scenario(
            name: "restated: a lower second clearing gives back", policy: .releasing,
            given: ["@1 authorized 10", "@2 cleared 10", "@3 cleared 7"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -10, @network +10",
                "e2 pending c1 +10, @network -10", "e3 posted c1 +3, @network -3",
            ], state: .cleared),
        Scenario(
            name: "restated: the same amount again posts nothing", policy: .releasing,
            given: ["@1 cleared 10", "@2 cleared 10"],
            entries: ["e1 posted c1 -10, @network +10"], state: .cleared),
        Scenario(
            name: "added: the same amount again posts again",
            given: ["@1 cleared 10", "@2 cleared 10"],
            entries: ["e1 posted c1 -10, @network +10", "e2 posted c1 -10, @network +10"],
            state: .cleared),
        Scenario(
            name: "releasing: a partial clearing releases the rest", policy: .releasing,
            given: ["@1 authorized 10", "@2 cleared 8"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -8, @network +8",
                "e2 pending c1 +10, @network -10",
            ], state: .cleared),
        Scenario(
            name: "releasing: a clearing that adds, with a tip",
            policy: .init(clearing: .add, releasesRestAfterPartialClearing: true),
            given: ["@1 authorized 10", "@2 cleared 8", "@3 cleared 3"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -8, @network +8",
                "e2 pending c1 +10, @network -10", "e3 posted c1 -3, @network +3",
            ], state: .cleared),
        Scenario(
            name: "restated while the rest stays held",
            policy: .init(clearing: .restate, releasesRestAfterPartialClearing: false),
            given: ["@1 authorized 10", "@2 cleared 4", "@3 cleared 7"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -4, @network +4",
                "e2 pending c1 +4, @network -4", "e3 posted c1 -3, @network +3",
                "e3 pending c1 +3, @network -3",
            ], state: .partiallyCleared, held: "3"),
    ]

    static let currencies = [
        Scenario(
            name: "a clearing in another currency posts there and releases the hold",
            given: ["@1 authorized 10", "@2 cleared 9EUR"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1/EUR -9, @network/EUR +9",
                "e2 pending c1 +10, @network -10",
            ], state: .cleared,
            accounts: [
                "c1 posted 0 pending 0 available 0", "c1/EUR posted -9 pending 0 available -9",
            ]),
        Scenario(
            name: "a hold after a clearing in another currency holds nothing",
            given: ["@1 cleared 9EUR", "@2 authorized 10"],
            entries: ["e1 posted c1/EUR -9, @network/EUR +9"], state: .cleared),
        Scenario(
            name: "holds in two currencies, one of them cleared",
            given: ["@1 authorized 10", "@2 incremented 5EUR", "@3 cleared 10"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 pending c1/EUR -5, @network/EUR +5",
                "e3 posted c1 -10, @network +10", "e3 pending c1 +10, @network -10",
            ], state: .partiallyCleared,
            accounts: ["c1/EUR posted 0 pending -5 available -5"]),
        Scenario(
            name: "a reversal in another currency releases everything",
            given: ["@1 authorized 10", "@2 reversed 9EUR"],
            entries: ["e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10"],
            state: .reversed),
        Scenario(
            name: "digits beyond the currency's are kept",
            given: ["@1 authorized 10.005", "@2 cleared 10"],
            entries: [
                "e1 pending c1 -10.005, @network +10.005", "e2 posted c1 -10, @network +10",
                "e2 pending c1 +10, @network -10",
            ], state: .partiallyCleared, held: "0.005"),
    ]
}
