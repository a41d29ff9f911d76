import Ledger
import Testing

@Suite("Refunds, loads, fees, transfers and wallets")
struct MoneyScenarioTests {
    @Test("A refund gives back what was cleared, or stands alone", arguments: refunds)
    func refund(_ scenario: Scenario) throws { try scenario.check() }

    @Test("Loads, unloads, fees, transfers and conversions move at once", arguments: moves)
    func move(_ scenario: Scenario) throws { try scenario.check() }

    @Test("A wallet's money is where its status says", arguments: wallets)
    func wallet(_ scenario: Scenario) throws { try scenario.check() }

    @Test("Of a wallet's pending money a part can end", arguments: partlyEnded)
    func part(_ scenario: Scenario) throws { try scenario.check() }

    @Test("Money stands on the account that the steps name", arguments: parties)
    func party(_ scenario: Scenario) throws { try scenario.check() }

    static let refunds = [
        Scenario(
            name: "a refund stands alone", given: ["@1 refunded 5"],
            entries: ["e1 posted c1 +5, @network -5"], state: .refunded,
            accounts: ["c1 posted +5 pending 0 available +5"]),
        Scenario(
            name: "a partial refund leaves the payment cleared",
            given: ["@1 cleared 10", "@2 refunded 4"],
            entries: ["e1 posted c1 -10, @network +10", "e2 posted c1 +4, @network -4"],
            state: .cleared),
        Scenario(
            name: "refunds that reach the cleared amount",
            given: ["@1 cleared 10", "@2 refunded 4", "@3 refunded 6"],
            entries: [
                "e1 posted c1 -10, @network +10", "e2 posted c1 +4, @network -4",
                "e3 posted c1 +6, @network -6",
            ], state: .refunded),
        Scenario(
            name: "a refund without an amount gives back the rest",
            given: ["@1 cleared 10", "@2 refunded 4", "@3 refunded"],
            entries: [
                "e1 posted c1 -10, @network +10", "e2 posted c1 +4, @network -4",
                "e3 posted c1 +6, @network -6",
            ], state: .refunded),
        Scenario(
            name: "a refund of what was cleared leaves the rest held",
            given: ["@1 authorized 10", "@2 cleared 4", "@3 refunded 4"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -4, @network +4",
                "e2 pending c1 +4, @network -4", "e3 posted c1 +4, @network -4",
            ], state: .partiallyCleared, held: "6"),
        Scenario(
            name: "a refund of what was only held moves money and keeps the hold",
            given: ["@1 authorized 10", "@2 refunded 4"],
            entries: ["e1 pending c1 -10, @network +10", "e2 posted c1 +4, @network -4"],
            state: .authorized, held: "10"),
        Scenario(
            name: "a refund after a reversal is money that moved",
            given: ["@1 authorized 10", "@2 reversed", "@3 refunded 10"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 pending c1 +10, @network -10",
                "e3 posted c1 +10, @network -10",
            ], state: .refunded),
    ]

    static let moves = [
        Scenario(
            name: "a load", given: ["@1 credited 100"],
            entries: ["e1 posted c1 +100, @funding -100"], state: .cleared),
        Scenario(
            name: "an unload", given: ["@1 debited 30"],
            entries: ["e1 posted c1 -30, @funding +30"], state: .cleared),
        Scenario(
            name: "a fee", given: ["@1 charged 2AED"],
            entries: ["e1 posted c1/AED -2, @fees/AED +2"], state: .cleared),
        Scenario(
            name: "a fee without an amount books nothing", given: ["@1 charged"], entries: [],
            state: .referenced),
        Scenario(
            name: "a transfer within the program", given: ["@1 transferred 7 account=a1 to=a2"],
            entries: ["e1 posted a1 -7, a2 +7"], state: .cleared,
            accounts: [
                "a1 posted -7 pending 0 available -7", "a2 posted +7 pending 0 available +7",
            ]),
        Scenario(
            name: "a transfer out of the program", given: ["@1 transferred 7 account=a1"],
            entries: ["e1 posted a1 -7, @external +7"], state: .cleared),
        Scenario(
            name: "a transfer of which less arrives",
            given: ["@1 transferred 7 to=a2 receives=6.50"],
            entries: ["e1 posted c1 -7, a2 +6.5, @fees +0.5"], state: .cleared),
        Scenario(
            name: "a transfer across currencies",
            given: ["@1 transferred 7 account=a1 to=a2 receives=6EUR"],
            entries: ["e1 posted a1 -7, a2/EUR +6, @exchange +7, @exchange/EUR -6"],
            state: .cleared),
        Scenario(
            name: "a conversion", given: ["@1 converted 7 account=a1 receives=0.0001BTC"],
            entries: ["e1 posted a1 -7, a1/BTC +0.0001, @exchange +7, @exchange/BTC -0.0001"],
            state: .cleared),
        Scenario(
            name: "a conversion of which only one side is known", given: ["@1 converted 7"],
            entries: ["e1 posted c1 -7, @exchange +7"], state: .cleared),
        Scenario(
            name: "a transfer with its fee in one event",
            given: ["@1 transferred 7 account=a1 to=a2 ; charged 0.10 account=a1"],
            entries: ["e1 posted a1 -7, a2 +7, a1 -0.1, @fees +0.1"],
            state: .cleared),
    ]

    static let wallets = [
        Scenario(
            name: "a status alone books nothing", given: ["@1 statusChanged status=completed"],
            entries: [], state: .cleared),
        Scenario(
            name: "an unknown word changes nothing",
            given: ["@1 statusChanged status=pending", "@2 statusChanged status=dreaming"],
            entries: [], state: .pending),
        Scenario(
            name: "processing, waiting and on-hold are pending",
            given: [
                "@1 statusChanged status=processing", "@2 statusChanged status=waiting",
                "@3 statusChanged status=on-hold",
            ], entries: [], state: .pending),
        Scenario(
            name: "money that is processed is pending",
            given: ["@1 debited 7 status=processing"],
            entries: ["e1 pending c1 -7, @funding +7"], state: .pending, held: "7",
            accounts: ["c1 posted 0 pending -7 available -7"]),
        Scenario(
            name: "a pending credit does not count as available",
            given: ["@1 credited 7 status=processing"],
            entries: ["e1 pending c1 +7, @funding -7"], state: .pending,
            accounts: ["c1 posted 0 pending +7 available 0"]),
        Scenario(
            name: "completed money is posted",
            given: ["@1 debited 7 status=pending", "@2 statusChanged status=completed"],
            entries: [
                "e1 pending c1 -7, @funding +7", "e2 pending c1 +7, @funding -7",
                "e2 posted c1 -7, @funding +7",
            ], state: .cleared),
        Scenario(
            name: "the amount comes after the word",
            given: ["@1 statusChanged status=completed", "@2 debited 7"],
            entries: ["e2 posted c1 -7, @funding +7"], state: .cleared),
        Scenario(
            name: "failed money goes nowhere",
            given: ["@1 debited 7 status=pending", "@2 statusChanged status=failed"],
            entries: ["e1 pending c1 -7, @funding +7", "e2 pending c1 +7, @funding -7"],
            state: .failed),
        Scenario(
            name: "cancelled money goes nowhere",
            given: ["@1 debited 7 status=cancelled"], entries: [], state: .cancelled),
        Scenario(
            name: "a pending word never takes back a final one",
            given: ["@1 debited 7 status=completed", "@2 statusChanged status=processing"],
            entries: ["e1 posted c1 -7, @funding +7"], state: .cleared),
        Scenario(
            name: "money that moved outweighs a failure",
            given: ["@1 debited 7 status=failed", "@2 statusChanged status=completed"],
            entries: ["e2 posted c1 -7, @funding +7"], state: .cleared),
        Scenario(
            name: "a second read states the same money, not more",
            given: [
                "@1 transferred 7 account=a1 to=a2 status=pending",
                "@2 transferred 7 account=a1 to=a2 status=completed",
            ],
            entries: [
                "e1 pending a1 -7, a2 +7", "e2 pending a1 +7, a2 -7", "e2 posted a1 -7, a2 +7",
            ], state: .cleared,
            accounts: [
                "a1 posted -7 pending 0 available -7", "a2 posted +7 pending 0 available +7",
            ]),
        Scenario(
            name: "a second read restates the amount and the destination",
            given: [
                "@1 transferred 7 account=a1 to=a2 status=completed",
                "@2 transferred 8 account=a1 to=a3 status=completed",
            ],
            entries: [
                "e1 posted a1 -7, a2 +7", "e2 posted a1 -1, a2 -7, a3 +8",
            ], state: .cleared,
            accounts: [
                "a1 posted -8 pending 0 available -8", "a2 posted 0 pending 0 available 0",
                "a3 posted +8 pending 0 available +8",
            ]),
        Scenario(
            name: "a transfer and its fee are two movements of one transaction",
            given: [
                "@1 transferred 7 status=pending ; charged 1", "@2 statusChanged status=completed",
            ],
            entries: [
                "e1 pending c1 -7, @external +7, c1 -1, @fees +1",
                "e2 pending c1 +7, @external -7", "e2 posted c1 -7, @external +7",
                "e2 pending c1 +1, @fees -1", "e2 posted c1 -1, @fees +1",
            ], state: .cleared),
    ]

    static let partlyEnded = [
        Scenario(
            name: "a reversal of a part leaves the rest pending",
            given: ["@1 debited 10 status=pending", "@2 reversed 4"],
            entries: ["e1 pending c1 -10, @funding +10", "e2 pending c1 +4, @funding -4"],
            state: .pending, held: "6", accounts: ["c1 posted 0 pending -6 available -6"]),
        Scenario(
            name: "a load is awaited for the rest",
            given: ["@1 credited 10 status=pending", "@2 reversed 4"],
            entries: ["e1 pending c1 +10, @funding -10", "e2 pending c1 -4, @funding +4"],
            state: .pending, accounts: ["c1 posted 0 pending +6 available 0"]),
        Scenario(
            name: "a word alone completes what a reversal left",
            given: [
                "@1 debited 10 status=pending", "@2 reversed 4",
                "@3 statusChanged status=completed",
            ],
            entries: [
                "e1 pending c1 -10, @funding +10", "e2 pending c1 +4, @funding -4",
                "e3 pending c1 +6, @funding -6", "e3 posted c1 -6, @funding +6",
            ], state: .cleared, accounts: ["c1 posted -6 pending 0 available -6"]),
        Scenario(
            name: "an amount that is stated anew after a reversal is what moved",
            given: [
                "@1 debited 10 status=pending", "@2 reversed 4", "@3 debited 7 status=completed",
            ],
            entries: [
                "e1 pending c1 -10, @funding +10", "e2 pending c1 +4, @funding -4",
                "e3 pending c1 +6, @funding -6", "e3 posted c1 -7, @funding +7",
            ], state: .cleared),
        Scenario(
            name: "a reversal of all ends it, and a completion after all moves it",
            given: [
                "@1 debited 10 status=pending", "@2 reversed 10",
                "@3 statusChanged status=completed",
            ],
            entries: [
                "e1 pending c1 -10, @funding +10", "e2 pending c1 +10, @funding -10",
                "e3 posted c1 -10, @funding +10",
            ], state: .cleared),
        Scenario(
            name: "a reversal after the completion takes nothing back",
            given: ["@1 debited 10 status=completed", "@2 reversed 4"],
            entries: ["e1 posted c1 -10, @funding +10"], state: .cleared),
        Scenario(
            name: "a reversal that is stated before the money",
            given: ["@1 reversed 4", "@2 debited 10 status=pending"],
            entries: ["e2 pending c1 -6, @funding +6"], state: .pending, held: "6"),
        Scenario(
            name: "a part is taken from the money first and from its fee last",
            given: [
                "@1 debited 10 status=pending ; charged 1", "@2 reversed 10.5",
            ],
            entries: [
                "e1 pending c1 -10, @funding +10, c1 -1, @fees +1",
                "e2 pending c1 +10, @funding -10, c1 +0.5, @fees -0.5",
            ], state: .pending, held: "0.5"),
        Scenario(
            name: "a part of a transfer with a fee in it",
            given: [
                "@1 transferred 7 account=a1 to=a2 receives=6.50 status=pending", "@2 reversed 6.8",
            ],
            entries: [
                "e1 pending a1 -7, a2 +6.5, @fees +0.5",
                "e2 pending a1 +6.8, a2 -6.5, @fees -0.3",
            ], state: .pending, held: "0.2"),
        Scenario(
            name: "a reversal in another currency ends all",
            given: ["@1 debited 10 status=pending", "@2 reversed 4EUR"],
            entries: ["e1 pending c1 -10, @funding +10", "e2 pending c1 +10, @funding -10"],
            state: .reversed),
    ]

    static let parties = [
        Scenario(
            name: "money whose holder nobody names is not left out",
            given: ["@1 authorized 10 card=-"],
            entries: ["e1 pending @unassigned -10, @network +10"], state: .authorized,
            held: "10"),
        Scenario(
            name: "a later event names the card",
            given: ["@1 authorized 10 card=-", "@2 cleared 10"],
            entries: [
                "e1 pending c1 -10, @network +10", "e2 posted c1 -10, @network +10",
                "e2 pending c1 +10, @network -10",
            ], state: .cleared),
        Scenario(
            name: "an account goes before a card",
            given: ["@1 authorized 10", "@2 cleared 10 account=a1"],
            entries: [
                "e1 pending a1 -10, @network +10", "e2 posted a1 -10, @network +10",
                "e2 pending a1 +10, @network -10",
            ], state: .cleared, accounts: ["a1 posted -10 pending 0 available -10"]),
        Scenario(
            name: "the first account that is named holds",
            given: ["@1 authorized 10 account=a1", "@2 cleared 10 account=a2"],
            entries: [
                "e1 pending a1 -10, @network +10", "e2 posted a1 -10, @network +10",
                "e2 pending a1 +10, @network -10",
            ], state: .cleared),
        Scenario(
            name: "a provider's id that reads like a house account's",
            given: ["@1 credited 10 card=@funding"],
            entries: ["e1 posted @@funding +10, @funding -10"], state: .cleared),
        Scenario(
            name: "a reference alone", given: ["@1 refers"], entries: [], state: .referenced),
        Scenario(
            name: "a reference names no holder",
            given: ["@1 refers card=c9", "@2 authorized 10 card=-"],
            entries: ["e2 pending @unassigned -10, @network +10"], state: .authorized,
            held: "10"),
    ]
}
