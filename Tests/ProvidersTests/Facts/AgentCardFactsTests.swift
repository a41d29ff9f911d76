import Events
import Money
import Providers
import Testing

@Suite struct AgentCardFactsTests {
    static let dollar = Currency(uncheckedCode: "USD")

    static func report(cents: Int128) -> Fact {
        .balanceReported(
            BalanceReport(
                accountID: "card_demo_1", currency: dollar, total: nil,
                available: Amount(units: cents, scale: 2), asOf: CheckValue.signedAt))
    }

    @Test func cardCreated() throws {
        var card = CardFact(cardID: "card_demo_1", isOpening: true)
        card.status = "OPEN"
        card.last4 = "4242"
        card.expiry = "01/29"
        card.holderID = "ch_demo_1"
        card.currency = Self.dollar
        card.spendLimit = try .of("50.00 USD")
        #expect(
            try read(.agentcard, fixture("agentcard/card.created"))
                == Interpretation(
                    facts: [.card(card), Self.report(cents: 1000)],
                    stream: EventStream(kind: .card, id: "card_demo_1"), isLive: false))
    }

    @Test func cardUpdatedKeepsAbsentFieldsUnknown() throws {
        var card = CardFact(cardID: "card_demo_1")
        card.status = "IN_USE"
        card.currency = Self.dollar
        #expect(
            try read(.agentcard, CheckValue.agentcard.body).facts
                == [.card(card), Self.report(cents: 850)])
    }

    @Test func cardClosed() throws {
        let facts = try read(.agentcard, fixture("agentcard/card.closed")).facts
        guard case .card(let card)? = facts.first, facts.count == 1 else {
            Issue.record("\(facts)")
            return
        }
        #expect(card.isClosing && !card.isOpening)
        #expect(card.status == "CLOSED")
        #expect(card.closeReason == "balance_exhausted")
    }

    @Test(
        arguments: [
            ("authorized", TransactionStep.Kind.authorized, "1.50 USD"),
            ("cleared", .cleared, "1.70 USD"), ("declined", .declined, "1.50 USD"),
            ("voided", .reversed, nil),
        ] as [(String, TransactionStep.Kind, String?)])
    func transactions(name: String, kind: TransactionStep.Kind, amount: String?) throws {
        let interpretation = try read(.agentcard, fixture("agentcard/transaction.\(name)"))
        var step = TransactionStep(
            transactionID: "txn_demo_1", kind: kind, amount: try amount.map { try .of($0) })
        step.cardID = "card_demo_1"
        step.merchant = "DEMO SHOP"
        step.mcc = "5734"
        step.reason = kind == .declined ? "insufficient_funds" : nil
        #expect(interpretation.facts == [.transactionStep(step)])
        #expect(interpretation.stream == EventStream(kind: .card, id: "card_demo_1"))
    }

    static func transaction(_ type: String, _ data: String) -> String {
        #"{"id":"e","type":"transaction.\#(type)","created":1767225600,"data":\#(data)}"#
    }

    @Test func aNegativeClearingIsARefund() throws {
        let body = try fixture("agentcard/transaction.cleared-refund")
        let step = try read(.agentcard, body).step
        #expect(step.kind == .refunded)
        #expect(try step.amount == .of("1.20 USD"))
        let strict = ProviderSettings.of(.agentcard) { (format: inout AgentCardFormat) in
            format.negativeClearingIsRefund = false
        }
        #expect(
            refusal(.agentcard, body, settings: strict)
                == "data.amount_cents is negative, which the format does not define")
    }

    @Test(arguments: ["authorized", "declined", "voided"])
    func otherNegativeAmountsAreRefused(type: String) {
        #expect(
            refusal(.agentcard, Self.transaction(type, #"{"id":"t","amount_cents":-1}"#))
                == "data.amount_cents is negative, which the format does not define")
    }

    @Test(arguments: [
        (
            #""150""#,
            "data.amount_cents is text where a whole number of the smallest unit is expected"
        ),
        ("true", "data.amount_cents is true or false where"),
        ("{}", "data.amount_cents is an object where"),
        ("1.5", "data.amount_cents: not a whole number of minor units"),
        ("1e400000", "data.amount_cents: the amount has more digits"),
        ("1e-400000", "data.amount_cents: "),
        ("79228162514264337593543950336", "data.amount_cents: the amount has more digits"),
        ("-79228162514264337593543950336", "data.amount_cents: the amount has more digits"),
    ])
    func amountsThatCannotBeRead(amount: String, reason: String) {
        for type in ["authorized", "declined", "cleared", "voided"] {
            let body = Self.transaction(type, #"{"id":"t","amount_cents":\#(amount)}"#)
            #expect(refusal(.agentcard, body).hasPrefix(reason))
        }
    }

    @Test(arguments: [
        ("1", "0.01 USD"), ("0", "0.00 USD"), ("150.0", "1.50 USD"), ("1e3", "10.00 USD"),
        ("79228162514264337593543950335", "792281625142643375935439503.35 USD"),
    ])
    func amountsAreExact(amount: String, expected: String) throws {
        let body = Self.transaction("authorized", #"{"id":"t","amount_cents":\#(amount)}"#)
        #expect(try read(.agentcard, body).step.amount == .of(expected))
    }

    @Test(arguments: [
        (#""USD""#, "1.50 USD"), ("null", "1.50 USD"), (#""JPY""#, "150 JPY"),
        (#""KWD""#, "0.150 KWD"), (#""ZZZ""#, "1.50 ZZZ"),
    ])
    func currencies(currency: String, expected: String) throws {
        let body = Self.transaction(
            "authorized", #"{"id":"t","amount_cents":150,"currency":\#(currency)}"#)
        let amount = try #require(try read(.agentcard, body).step.amount)
        #expect(amount.description == expected)
    }

    @Test(arguments: ["7", #""U S D""#, #""\u0000""#, "{}"])
    func currenciesThatAreNone(currency: String) {
        let body = Self.transaction(
            "authorized", #"{"id":"t","amount_cents":150,"currency":\#(currency)}"#)
        #expect(refusal(.agentcard, body).hasPrefix("data.currency"))
    }

    @Test(arguments: ["authorized", "cleared"])
    func aMissingAmountIsRefused(type: String) {
        for data in [#"{"id":"t"}"#, #"{"id":"t","amount_cents":null}"#] {
            #expect(
                refusal(.agentcard, Self.transaction(type, data)) == "data.amount_cents is missing")
        }
    }

    @Test(arguments: [#"{}"#, #"{"id":null}"#, #"{"id":"","amount_cents":"?"}"#, "null"])
    func withoutTransactionID(data: String) throws {
        for type in ["authorized", "declined", "cleared", "voided", "disputed"] {
            let interpretation = try read(.agentcard, Self.transaction(type, data))
            #expect(interpretation.lacksTransactionID)
            #expect(interpretation.facts.isEmpty)
        }
    }

    @Test(arguments: ["card.created", "card.updated", "card.closed"])
    func cardEventsNeedACard(type: String) {
        for data in ["{}", "null", #"{"id":""}"#] {
            let body = #"{"id":"e","type":"\#(type)","data":\#(data)}"#
            #expect(refusal(.agentcard, body) == "data.id is missing or empty")
        }
        let body = #"{"id":"e","type":"\#(type)","data":{"id":"c","balance_cents":"850"}}"#
        #expect(refusal(.agentcard, body).hasPrefix("data.balance_cents is text where"))
        let limit = #"{"id":"e","type":"\#(type)","data":{"id":"c","spend_limit_cents":-1}}"#
        #expect(refusal(.agentcard, limit).hasPrefix("data.spend_limit_cents is negative"))
    }

    @Test func aBalanceMayBeBelowZero() throws {
        let body =
            #"{"id":"e","type":"card.updated","created":1767225600,"#
            + #""data":{"id":"card_demo_1","balance_cents":-5}}"#
        #expect(try read(.agentcard, body).facts.last == Self.report(cents: -5))
    }

    @Test(arguments: [("true", true), ("false", false), ("null", nil), (#""true""#, nil)])
    func livemode(text: String, isLive: Bool?) throws {
        let body = #"{"id":"e","type":"balance.low","livemode":\#(text),"data":{}}"#
        #expect(try read(.agentcard, body).isLive == isLive)
    }

    @Test func nullCharactersInText() throws {
        let body = Self.transaction(
            "authorized", #"{"id":"t","amount_cents":1,"merchant":"A\u0000B"}"#)
        #expect(try read(.agentcard, body).step.merchant == "A\u{FFFD}B")
    }

    @Test func textOfAnotherKindIsLeftOut() throws {
        let body = Self.transaction(
            "authorized", #"{"id":"t","amount_cents":1,"merchant":{"name":"x"},"mcc":5734}"#)
        let step = try read(.agentcard, body).step
        #expect(step.merchant == nil)
        #expect(step.mcc == "5734")
    }

    @Test(arguments: [
        ("wallet.funded", false), ("transfer.completed", false),
        ("checkout_authorization.approved", false), ("order.created", false),
        ("identity.verification.updated", true), ("merchant.connected", true),
        ("card_flow.started", true), ("vault.card_stored", true), ("wallet.balance.low", true),
    ])
    func laterTypes(type: String, isKnown: Bool) throws {
        let interpretation = try read(
            .agentcard, #"{"id":"e","type":"\#(type)","data":{"id":"x"}}"#)
        #expect(interpretation.isKnownType == isKnown)
        #expect(interpretation.stream == nil)
        #expect(interpretation.facts.isEmpty != isKnown)
    }

    @Test func mappedNames() throws {
        let settings = ProviderSettings.of(.agentcard) { (format: inout AgentCardFormat) in
            format.fieldMap = AgentCardFormat.mappableFields.overridden(by: [
                .transactionID: [JSONPath(steps: ["data", "transaction", "token"])],
                .transactionAmount: [JSONPath(steps: ["data", "transaction", "cents"])],
            ])
        }
        let step = try read(
            .agentcard,
            Self.transaction("cleared", #"{"transaction":{"token":"t","cents":7}}"#),
            settings: settings
        ).step
        #expect(step.transactionID == "t")
        #expect(try step.amount == .of("0.07 USD"))
    }
}
