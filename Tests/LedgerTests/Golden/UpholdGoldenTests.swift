import Events
import Programs
import Providers
import SimulatedProviders
import Testing

@Suite("Uphold, from its deliveries and reads to the books")
struct UpholdGoldenTests {
    @Test("classic: thin events, and the reads that give them amounts", arguments: classic)
    func thinEvent(_ scenario: GoldenScenario) throws { try scenario.check(.uphold) }

    @Test("enterprise: whole objects", arguments: enterprise)
    func wholeObject(_ scenario: GoldenScenario) throws { try scenario.check(.upholdEnterprise) }

    static func cardUpdated(_ at: Int64, _ card: String, _ transaction: String) -> GoldenEvent {
        .webhook(
            UpholdPayload.cardUpdated(
                cardID: card, transactionID: transaction, envelope(at, card)))
    }

    static func status(_ at: Int64, _ status: String) -> GoldenEvent {
        .webhook(
            UpholdPayload.transactionStatusUpdated(
                transactionID: "t1", status: status, envelope(at, status)))
    }

    private static func envelope(_ at: Int64, _ name: String) -> UpholdPayload.Envelope {
        UpholdPayload.Envelope(id: "n\(at)\(name)", userID: "u1", createdAt: second(at))
    }

    /// A read of transaction `t1`; a side is `c1 -> 10 USD`, or an amount alone outside.
    static func read(
        _ at: Int64, _ status: String, from origin: (String?, String, String),
        to destination: (String?, String, String), rate: String = "1"
    ) -> GoldenEvent {
        func side(_ side: (String?, String, String)) -> JSONBody {
            var members: [(key: String, value: JSONBody)] = [
                ("amount", .string(side.1)), ("currency", .string(side.2)),
                ("rate", .string(rate)),
            ]
            if let card = side.0 { members.append(("CardId", .string(card))) }
            return .object(members)
        }
        return .read(
            type: "transaction", at,
            [
                "id": "t1", "type": "transfer", "status": .string(status),
                "origin": side(origin), "destination": side(destination),
            ])
    }

    static func readCard(_ at: Int64, balance: String, available: String) -> GoldenEvent {
        .read(
            type: "card", at,
            [
                "id": "c1", "currency": "BTC", "balance": .string(balance),
                "available": .string(available),
            ])
    }

    static let classic = [
        GoldenScenario(
            name: "two cards and a status, and no amount: nothing is booked yet",
            given: [
                cardUpdated(1, "c1", "t1"), cardUpdated(1, "c2", "t1"), status(2, "completed"),
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "one transaction between two cards, once it is read",
            given: [
                cardUpdated(1, "c1", "t1"), cardUpdated(1, "c2", "t1"),
                read(3, "completed", from: ("c1", "7.00", "USD"), to: ("c2", "7.00", "USD")),
            ],
            entries: ["t1 e3 posted c1 -7, c2 +7"], states: ["t1 cleared"],
            balances: [
                "c1 posted -7 pending 0 available -7", "c2 posted +7 pending 0 available +7",
            ]),
        GoldenScenario(
            name: "an exchange keeps its two currencies apart",
            given: [
                read(
                    1, "completed", from: ("c1", "100.00", "USD"), to: ("c2", "0.00123456", "BTC"),
                    rate: "0.0000123456")
            ],
            entries: [
                "t1 e1 posted c1 -100, c2/BTC +0.00123456, @exchange +100, "
                    + "@exchange/BTC -0.00123456"
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a deposit from outside",
            given: [read(1, "completed", from: (nil, "50.00", "EUR"), to: ("c1", "49.50", "EUR"))],
            entries: ["t1 e1 posted c1/EUR +49.5, @funding/EUR -49.5"], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a withdrawal waits, and then is cancelled",
            given: [
                read(1, "waiting", from: ("c1", "5.00", "USD"), to: (nil, "5.00", "USD")),
                status(2, "on-hold"), status(3, "cancelled"),
            ],
            entries: ["t1 e1 pending c1 -5, @funding +5", "t1 e3 pending c1 +5, @funding -5"],
            states: ["t1 cancelled"]),
        GoldenScenario(
            name:
                "an operator ends a part of what a withdrawal holds; the rest waits, all of it moves",
            given: [
                read(1, "waiting", from: ("c1", "10.00", "USD"), to: (nil, "10.00", "USD")),
                LifeCycleGoldenTests.release(2, "4.00"),
                read(3, "processing", from: ("c1", "10.00", "USD"), to: (nil, "10.00", "USD")),
                status(4, "completed"),
            ],
            entries: [
                "t1 e1 pending c1 -10, @funding +10", "t1 e2 pending c1 +4, @funding -4",
                "t1 e4 pending c1 +6, @funding -6", "t1 e4 posted c1 -10, @funding +10",
            ], states: ["t1 cleared"], balances: ["c1 posted -10 pending 0 available -10"]),
        GoldenScenario(
            name: "what an operator left of a hold is held",
            given: [
                read(1, "waiting", from: ("c1", "10.00", "USD"), to: (nil, "10.00", "USD")),
                LifeCycleGoldenTests.release(2, "4.00"),
            ],
            entries: [
                "t1 e1 pending c1 -10, @funding +10", "t1 e2 pending c1 +4, @funding -4",
            ], states: ["t1 pending 6"], balances: ["c1 posted 0 pending -6 available -6"]),
        GoldenScenario(
            name: "parts that come to all of it end it",
            given: [
                read(1, "waiting", from: ("c1", "10.00", "USD"), to: (nil, "10.00", "USD")),
                LifeCycleGoldenTests.release(2, "4.00"), LifeCycleGoldenTests.release(3, "7.00"),
                read(4, "waiting", from: ("c1", "12.00", "USD"), to: (nil, "12.00", "USD")),
            ],
            entries: [
                "t1 e1 pending c1 -10, @funding +10", "t1 e2 pending c1 +4, @funding -4",
                "t1 e3 pending c1 +6, @funding -6",
            ], states: ["t1 cancelled"]),
        GoldenScenario(
            name: "a part of a conversion ends in the currency that is held",
            given: [
                read(1, "waiting", from: ("c1", "10.00", "USD"), to: ("c2", "9.10", "EUR")),
                LifeCycleGoldenTests.release(2, "4.00"), status(3, "failed"),
            ],
            entries: [
                "t1 e1 pending c1 -10, c2/EUR +9.1, @exchange +10, @exchange/EUR -9.1",
                "t1 e2 pending c1 +4, @exchange -4",
                "t1 e3 pending c1 +6, c2/EUR -9.1, @exchange -6, @exchange/EUR +9.1",
            ], states: ["t1 failed"]),
        GoldenScenario(
            name: "a read that knows less of the other side is corrected, not added to",
            given: [
                read(1, "processing", from: ("c1", "7.00", "USD"), to: (nil, "7.00", "USD")),
                read(2, "completed", from: ("c1", "7.00", "USD"), to: ("c2", "7.00", "USD")),
            ],
            entries: [
                "t1 e1 pending c1 -7, @funding +7", "t1 e2 pending c1 +7, @funding -7",
                "t1 e2 posted c1 -7, c2 +7",
            ], states: ["t1 cleared"], balances: ["c1 posted -7 pending 0 available -7"]),
        GoldenScenario(
            name: "a transfer with a fee in the same currency",
            given: [read(1, "completed", from: ("c1", "7.00", "USD"), to: ("c2", "6.50", "USD"))],
            entries: ["t1 e1 posted c1 -7, c2 +6.5, @fees +0.5"], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a stock with its own scale",
            given: [
                read(
                    1, "completed", from: (nil, "0.123456", "BRK.B"),
                    to: ("c1", "0.123456", "BRK.B"))
            ],
            entries: ["t1 e1 posted c1/BRK.B +0.123456, @funding/BRK.B -0.123456"],
            states: ["t1 cleared"]),
        GoldenScenario(
            name: "a card that is read opens with its balance",
            given: [readCard(1, balance: "0.50000000", available: "0.40000000")],
            balances: [
                "c1/BTC posted +0.5 pending 0 available +0.5 opening +0.5"
            ]),
    ]

    static func core(
        _ at: Int64, _ status: String, from origin: (String?, String, String),
        to destination: (String?, String, String)
    ) -> GoldenEvent {
        func side(_ side: (String?, String, String)) -> JSONBody {
            [
                "asset": .string(side.2), "amount": .string(side.1), "rate": "0.91",
                "node": side.0.map { ["type": "account", "id": .string($0)] }
                    ?? ["type": "bank", "id": "b1"],
            ]
        }
        return .webhook([
            "id": .string("i\(at)"), "type": "core.transaction.status-changed",
            "createdAt": .string(second(at).description),
            "data": [
                "transaction": [
                    "id": "t1", "status": .string(status), "origin": side(origin),
                    "destination": side(destination),
                ]
            ],
        ])
    }

    static func balance(_ at: Int64, total: Int64, available: Int64) -> GoldenEvent {
        .webhook(
            StandardWebhooksPayload.balanceChanged(
                id: "b\(at)", accountID: "a1", ownerID: "u1",
                total: SimulatedMoney(total, "USD", digits: 2),
                available: SimulatedMoney(available, "USD", digits: 2), at: second(at)))
    }

    static let enterprise = [
        GoldenScenario(
            name: "a transfer is pending, then completed",
            given: [
                core(1, "processing", from: ("a1", "7.00", "USD"), to: ("a2", "7.00", "USD")),
                core(2, "completed", from: ("a1", "7.00", "USD"), to: ("a2", "7.00", "USD")),
            ],
            entries: [
                "t1 e1 pending a1 -7, a2 +7", "t1 e2 pending a1 +7, a2 -7",
                "t1 e2 posted a1 -7, a2 +7",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a pending transfer is taken from one side and not yet given to the other",
            given: [
                core(1, "processing", from: ("a1", "7.00", "USD"), to: ("a2", "7.00", "USD"))
            ],
            entries: ["t1 e1 pending a1 -7, a2 +7"], states: ["t1 pending 7"],
            balances: [
                "a1 posted 0 pending -7 available -7", "a2 posted 0 pending +7 available 0",
            ]),
        GoldenScenario(
            name: "a conversion on hold that fails goes nowhere",
            given: [
                core(1, "on-hold", from: ("a1", "10.00", "USD"), to: ("a2", "9.10", "EUR")),
                core(2, "failed", from: ("a1", "10.00", "USD"), to: ("a2", "9.10", "EUR")),
            ],
            entries: [
                "t1 e1 pending a1 -10, a2/EUR +9.1, @exchange +10, @exchange/EUR -9.1",
                "t1 e2 pending a1 +10, a2/EUR -9.1, @exchange -10, @exchange/EUR +9.1",
            ], states: ["t1 failed"]),
        GoldenScenario(
            name: "a withdrawal to a bank in another currency is booked in the account's",
            given: [core(1, "completed", from: ("a1", "10.00", "USD"), to: (nil, "9.10", "EUR"))],
            entries: ["t1 e1 posted a1 -10, @funding +10"], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a final word outlives a later weaker one",
            given: [
                core(1, "completed", from: (nil, "10.00", "USD"), to: ("a1", "10.00", "USD")),
                core(2, "processing", from: (nil, "10.00", "USD"), to: ("a1", "10.00", "USD")),
            ],
            entries: ["t1 e1 posted a1 +10, @funding -10"], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a balance before a transfer opens the account with its total",
            given: [
                balance(1, total: 10_000, available: 9_300),
                core(2, "completed", from: ("a1", "7.00", "USD"), to: ("a2", "7.00", "USD")),
            ],
            entries: ["t1 e2 posted a1 -7, a2 +7"], states: ["t1 cleared"],
            balances: ["a1 posted +93 pending 0 available +93 opening +100"]),
    ]
}
