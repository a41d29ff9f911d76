import Events
import Programs
import Providers
import SimulatedProviders
import Testing

@Suite("NymCard nCore, from its deliveries to the books")
struct NymCardGoldenTests {
    @Test("payments", arguments: payments + settlements)
    func payment(_ scenario: GoldenScenario) throws { try scenario.check(.nymcard) }

    @Test("credits, wallets and fees", arguments: credits + wallets)
    func credit(_ scenario: GoldenScenario) throws { try scenario.check(.nymcard) }

    @Test("what moves no money", arguments: quiet)
    func quietEvent(_ scenario: GoldenScenario) throws { try scenario.check(.nymcard) }

    /// `12.50` or `12.50AED`; `extra` members come last.
    static func transaction(
        _ at: Int64, _ message: String, _ type: String = "PURCHASE", _ amount: String? = nil,
        id: String = "t1", _ extra: [(key: String, value: JSONBody)] = []
    ) -> GoldenEvent {
        var members: [(key: String, value: JSONBody)] = [
            ("event", "TRANSACTION"), ("id", .string(id)), ("message_type", .string(message)),
            ("transaction_type", .string(type)), ("card_id", "c1"), ("account_id", "a1"),
            ("created", .string(second(at).description)),
        ]
        if let amount {
            let digits = amount.prefix { $0.isNumber || $0 == "." }
            let code = amount.dropFirst(digits.count)
            members.append(("transaction_amount", .number(String(digits))))
            members.append(("transaction_currency", .string(code.isEmpty ? "USD" : String(code))))
        }
        return .webhook(.object(members + extra))
    }

    static func authorized(_ at: Int64, _ amount: String) -> GoldenEvent {
        transaction(at, "AUTHORIZATION", "PURCHASE", amount)
    }

    static func cleared(_ at: Int64, _ amount: String) -> GoldenEvent {
        transaction(at, "CLEARING", "PURCHASE", amount)
    }

    static func expired(_ at: Int64, id: String = "t1") -> GoldenEvent {
        .webhook([
            "event": "EXPIRED_AUTH", "id": .string(id), "card_id": "c1", "account_id": "a1",
            "created": .string(second(at).description),
        ])
    }

    static let payments = [
        GoldenScenario(
            name: "an authorization holds on the account", given: [authorized(1, "12.5")],
            entries: ["t1 e1 pending a1 -12.5, @network +12.5"], states: ["t1 authorized 12.5"],
            balances: ["a1 posted 0 pending -12.5 available -12.5"]),
        GoldenScenario(
            name: "a delivery that is repeated books once",
            given: [authorized(1, "10"), authorized(1, "10")],
            entries: ["t1 e1 pending a1 -10, @network +10"], states: ["t1 authorized 10"]),
        GoldenScenario(
            name: "a purchase abroad is booked as it is billed",
            given: [
                transaction(
                    1, "AUTHORIZATION", "PURCHASE", "10EUR",
                    [("billing_amount", .number("42.25")), ("billing_currency", "AED")])
            ],
            entries: ["t1 e1 pending a1/AED -42.25, @network/AED +42.25"],
            states: ["t1 authorized 42.25"]),
        GoldenScenario(
            name: "a currency of three digits",
            given: [authorized(1, "1.25KWD"), cleared(2, "1.125KWD")],
            entries: [
                "t1 e1 pending a1/KWD -1.25, @network/KWD +1.25",
                "t1 e2 posted a1/KWD -1.125, @network/KWD +1.125",
                "t1 e2 pending a1/KWD +1.125, @network/KWD -1.125",
            ], states: ["t1 partially_cleared 0.125"]),
        GoldenScenario(
            name: "a partial approval holds what was approved",
            given: [
                transaction(
                    1, "AUTHORIZATION", "PURCHASE", "50",
                    [("status_code", "0002"), ("approved_amount", .number("30"))])
            ],
            entries: ["t1 e1 pending a1 -30, @network +30"], states: ["t1 authorized 30"]),
        GoldenScenario(
            name: "a decline holds nothing",
            given: [transaction(1, "AUTHORIZATION", "PURCHASE", "50", [("status_code", "1010")])],
            states: ["t1 declined"]),
        GoldenScenario(
            name: "an increment by message type raises the hold",
            given: [
                authorized(1, "10"),
                transaction(2, "INCREMENTAL_AUTHORIZATION", "PURCHASE", "5"),
            ],
            entries: [
                "t1 e1 pending a1 -10, @network +10", "t1 e2 pending a1 -5, @network +5",
            ], states: ["t1 authorized 15"]),
        GoldenScenario(
            name: "an increment with an id of its own raises its original's hold",
            given: [
                authorized(1, "10"),
                transaction(
                    2, "AUTHORIZATION", "PURCHASE", "5", id: "t2",
                    [("is_incremental", true), ("original_transaction_id", "t1")]),
            ],
            entries: [
                "t1 e1 pending a1 -10, @network +10", "t1 e2 pending a1 -5, @network +5",
            ], states: ["t1 authorized 15", "t2 referenced"]),
        GoldenScenario(
            name: "cash in a single message is a hold until cleared",
            given: [
                transaction(1, "AUTHORIZATION", "CASH_WITHDRAWAL", "100"),
                transaction(2, "CLEARING", "CASH_WITHDRAWAL", "100"),
            ],
            entries: [
                "t1 e1 pending a1 -100, @network +100", "t1 e2 posted a1 -100, @network +100",
                "t1 e2 pending a1 +100, @network -100",
            ], states: ["t1 cleared"]),
    ]

    static let settlements = [
        GoldenScenario(
            name: "the rest stays held between clearings: 100, then 20 and 80",
            given: [authorized(1, "100"), cleared(2, "20"), cleared(3, "80")],
            entries: [
                "t1 e1 pending a1 -100, @network +100", "t1 e2 posted a1 -20, @network +20",
                "t1 e2 pending a1 +20, @network -20", "t1 e3 posted a1 -80, @network +80",
                "t1 e3 pending a1 +80, @network -80",
            ], states: ["t1 cleared"],
            balances: ["a1 posted -100 pending 0 available -100"]),
        GoldenScenario(
            name: "what is not cleared is returned when it ages",
            given: [authorized(1, "100"), cleared(2, "20"), expired(3)],
            entries: [
                "t1 e1 pending a1 -100, @network +100", "t1 e2 posted a1 -20, @network +20",
                "t1 e2 pending a1 +20, @network -20", "t1 e3 pending a1 +80, @network -80",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "an over-clearing posts all of it",
            given: [authorized(1, "10"), cleared(2, "12")],
            entries: [
                "t1 e1 pending a1 -10, @network +10", "t1 e2 posted a1 -12, @network +12",
                "t1 e2 pending a1 +10, @network -10",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a clearing after the expiry posts",
            given: [authorized(1, "10"), expired(2), cleared(3, "10")],
            entries: [
                "t1 e1 pending a1 -10, @network +10", "t1 e2 pending a1 +10, @network -10",
                "t1 e3 posted a1 -10, @network +10",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a force post", given: [cleared(1, "7")],
            entries: ["t1 e1 posted a1 -7, @network +7"], states: ["t1 cleared"]),
        GoldenScenario(
            name: "a reversal as a message type, in full",
            given: [authorized(1, "10"), transaction(2, "REVERSAL")],
            entries: ["t1 e1 pending a1 -10, @network +10", "t1 e2 pending a1 +10, @network -10"],
            states: ["t1 reversed"]),
        GoldenScenario(
            name: "a reversal as a flag, in part",
            given: [
                authorized(1, "10"),
                transaction(2, "AUTHORIZATION", "PURCHASE", "4", [("is_reversal", true)]),
            ],
            entries: ["t1 e1 pending a1 -10, @network +10", "t1 e2 pending a1 +4, @network -4"],
            states: ["t1 authorized 6"]),
        GoldenScenario(
            name: "a reversal as a transaction type with an id of its own",
            given: [
                authorized(1, "10"),
                transaction(
                    2, "AUTHORIZATION", "REVERSAL", "10", id: "t2",
                    [("original_transaction_id", "t1")]),
            ],
            entries: ["t1 e1 pending a1 -10, @network +10", "t1 e2 pending a1 +10, @network -10"],
            states: ["t1 reversed", "t2 referenced"]),
        GoldenScenario(
            name: "a clearing with an id of its own takes its original's hold",
            given: [
                authorized(1, "10"),
                transaction(
                    2, "CLEARING", "PURCHASE", "10", id: "t2", [("original_transaction_id", "t1")]),
            ],
            entries: [
                "t1 e1 pending a1 -10, @network +10", "t1 e2 posted a1 -10, @network +10",
                "t1 e2 pending a1 +10, @network -10",
            ], states: ["t1 cleared", "t2 referenced"]),
        GoldenScenario(
            name: "a clearing that failed leaves the hold",
            given: [
                authorized(1, "10"),
                transaction(2, "CLEARING", "PURCHASE", "10", [("status_code", "1857")]),
            ],
            entries: ["t1 e1 pending a1 -10, @network +10"], states: ["t1 authorized 10"]),
        GoldenScenario(
            name: "a clearing in another currency than its authorization posts and ends the hold",
            given: [authorized(1, "10"), cleared(2, "37AED")],
            entries: [
                "t1 e1 pending a1 -10, @network +10",
                "t1 e2 posted a1/AED -37, @network/AED +37", "t1 e2 pending a1 +10, @network -10",
            ], states: ["t1 cleared"],
            balances: [
                "a1 posted 0 pending 0 available 0", "a1/AED posted -37 pending 0 available -37",
            ]),
    ]

    static let credits = [
        GoldenScenario(
            name: "a refund is awaited, and never available, until it is cleared",
            given: [transaction(1, "AUTHORIZATION", "REFUND", "5")],
            entries: ["t1 e1 pending a1 +5, @network -5"], states: ["t1 pending"],
            balances: ["a1 posted 0 pending +5 available 0"]),
        GoldenScenario(
            name: "a refund that is cleared posts",
            given: [
                transaction(1, "AUTHORIZATION", "REFUND", "5"),
                transaction(2, "CLEARING", "REFUND", "5"),
            ],
            entries: [
                "t1 e1 pending a1 +5, @network -5", "t1 e2 posted a1 +5, @network -5",
                "t1 e2 pending a1 -5, @network +5",
            ], states: ["t1 refunded"], balances: ["a1 posted +5 pending 0 available +5"]),
        GoldenScenario(
            name: "a refund that is taken back goes nowhere",
            given: [
                transaction(1, "AUTHORIZATION", "REFUND", "5"),
                transaction(2, "REVERSAL", "REFUND", "5"),
            ],
            entries: ["t1 e1 pending a1 +5, @network -5", "t1 e2 pending a1 -5, @network +5"],
            states: ["t1 reversed"]),
        GoldenScenario(
            name: "a linked refund is a transaction of its own",
            given: [
                cleared(1, "12"),
                transaction(
                    2, "CLEARING", "REFUND", "5", id: "t2", [("original_transaction_id", "t1")]),
            ],
            entries: ["t1 e1 posted a1 -12, @network +12", "t2 e2 posted a1 +5, @network -5"],
            states: ["t1 cleared", "t2 refunded"],
            balances: ["a1 posted -7 pending 0 available -7"]),
        GoldenScenario(
            name: "an original credit is awaited and then loaded",
            given: [
                transaction(1, "AUTHORIZATION", "OCT", "50"),
                transaction(2, "CLEARING", "OCT", "50"),
            ],
            entries: [
                "t1 e1 pending a1 +50, @network -50", "t1 e2 posted a1 +50, @funding -50",
                "t1 e2 pending a1 -50, @network +50",
            ], states: ["t1 cleared"]),
        GoldenScenario(
            name: "an original credit that ages goes nowhere",
            given: [transaction(1, "AUTHORIZATION", "OCT", "50"), expired(2)],
            entries: ["t1 e1 pending a1 +50, @network -50", "t1 e2 pending a1 -50, @network +50"],
            states: ["t1 expired"]),
        GoldenScenario(
            name: "account funding takes from the card",
            given: [transaction(1, "CLEARING", "AFT", "20")],
            entries: ["t1 e1 posted a1 -20, @network +20"], states: ["t1 cleared"]),
    ]

    static let wallets = [
        GoldenScenario(
            name: "a load and an unload by the program",
            given: [
                transaction(1, "API", "WALLET_CREDIT", "100"),
                transaction(2, "API", "WALLET_DEBIT", "30", id: "t2"),
            ],
            entries: ["t1 e1 posted a1 +100, @funding -100", "t2 e2 posted a1 -30, @funding +30"],
            states: ["t1 cleared", "t2 cleared"],
            balances: ["a1 posted +70 pending 0 available +70"]),
        GoldenScenario(
            name: "a transfer between two accounts",
            given: [
                transaction(
                    1, "API", "WALLET_TRANSFER", "7", [("counterparty_account_id", "a2")])
            ],
            entries: ["t1 e1 posted a1 -7, a2 +7"], states: ["t1 cleared"],
            balances: [
                "a1 posted -7 pending 0 available -7", "a2 posted +7 pending 0 available +7",
            ]),
        GoldenScenario(
            name: "a transfer to itself moves nothing",
            given: [
                transaction(
                    1, "API", "WALLET_TRANSFER", "7", [("counterparty_account_id", "a1")])
            ],
            entries: ["t1 e1 posted a1 -7, a1 +7"], states: ["t1 cleared"],
            balances: ["a1 posted 0 pending 0 available 0"]),
        GoldenScenario(
            name: "a fee has no time and is booked at its receipt",
            given: [
                .webhook(
                    NymCardPayload.chargeApplied(
                        id: "f1", amount: SimulatedMoney(200, "AED", digits: 2),
                        description: "fee", type: "DELIVERY",
                        NymCardPayload.Holder(userID: "u1", cardID: "c1", accountID: "a1")))
            ],
            entries: ["f1 e1 posted a1/AED -2, @fees/AED +2"], states: ["f1 cleared"]),
        GoldenScenario(
            name: "the first balance opens the account, its own transaction counted",
            given: [
                transaction(
                    1, "CLEARING", "PURCHASE", "10",
                    [("available_balance", .number("90")), ("balance_currency", "USD")])
            ],
            entries: ["t1 e1 posted a1 -10, @network +10"], states: ["t1 cleared"],
            balances: ["a1 posted +90 pending 0 available +90 opening +100"]),
    ]

    static let quiet = [
        GoldenScenario(
            name: "a balance inquiry and an account verification book nothing",
            given: [
                transaction(1, "AUTHORIZATION", "BALANCE_INQUIRY", "0"),
                transaction(2, "AUTHORIZATION", "ACCOUNT_VERIFICATION", "0", id: "t2"),
            ]),
        GoldenScenario(
            name: "the lives of users and cards book nothing",
            given: [
                .webhook(NymCardPayload.userCreated(userID: "u1", at: second(1))),
                .webhook(NymCardPayload.identityResult(userID: "u1", at: second(2))),
                .webhook(
                    NymCardPayload.cardCreated(
                        NymCardPayload.Holder(userID: "u1", cardID: "c1", accountID: "a1"),
                        last4: "4242", at: second(3))),
            ]),
    ]
}
