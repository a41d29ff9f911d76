import Events
import Money
import Providers
import Testing

@Suite struct StandardWebhooksFactsTests {
    private static func path(_ steps: String...) -> [JSONPath] { [JSONPath(steps: steps)] }

    static let mappings: [String: EventMapping] = [
        "payment.settled": EventMapping(
            step: .cleared,
            fields: FieldMap(paths: [
                .transactionID: path("data", "id"), .transactionCardID: path("data", "card"),
                .transactionAmount: path("data", "amount"),
                .transactionCurrency: path("data", "currency"),
                .transactionMerchant: path("data", "shop"),
            ])),
        "wallet.balance": EventMapping(
            amounts: .minorUnits,
            fields: FieldMap(paths: [
                .balanceAccountID: path("data", "wallet"), .balanceTotal: path("data", "minor"),
                .balanceCurrency: path("data", "currency"),
            ])),
        "card.closed": EventMapping(
            closesCard: true,
            fields: FieldMap(paths: [
                .cardID: path("data", "id"), .cardStatusReason: path("data", "why"),
            ])),
        "card.touched": EventMapping(
            fields: FieldMap(paths: [
                .transactionID: path("data", "cause"), .cardID: path("data", "id"),
            ])),
        "user.moved": EventMapping(fields: FieldMap(paths: [.userID: path("data", "user")])),
        "wallet.converted": EventMapping(
            step: .converted,
            fields: FieldMap(paths: [
                .transactionID: path("data", "id"), .transactionAccountID: path("data", "wallet"),
                .transactionAmount: path("data", "sold"),
                .transactionCurrency: path("data", "from"),
                .transactionCounterpartyAmount: path("data", "bought"),
                .transactionCounterpartyCurrency: path("data", "to"),
                .transactionRate: path("data", "rate"),
            ])),
        "payment.status": EventMapping(
            step: .statusChanged,
            fields: FieldMap(paths: [
                .transactionID: path("data", "id"), .transactionStatus: path("data", "status"),
            ])),
    ]

    static let settings = ProviderSettings.of(.standardWebhooks) {
        (format: inout StandardWebhooksFormat) in
        format.eventMappings = mappings
    }

    static let enterprise = ProviderSettings.of(.standardWebhooks) {
        (format: inout StandardWebhooksFormat) in
        format.dialect = .upholdEnterprise
    }

    func facts(_ type: String, _ data: String) throws -> Interpretation {
        try read(
            .standardWebhooks,
            #"{"type":"\#(type)","timestamp":"2026-01-01T00:00:00Z","data":\#(data)}"#,
            settings: Self.settings)
    }

    @Test func mappedConversion() throws {
        let step = try facts(
            "wallet.converted",
            #"{"id":"x1","wallet":"w1","sold":"10","from":"USD","bought":"0.0001","to":"BTC","#
                + #""rate":1.0e-5}"#
        ).step
        #expect(step.kind == .converted && step.accountID == "w1" && step.rate == "1.0e-5")
        #expect(try step.amount == .of("10.00 USD"))
        #expect(try step.counterpartyAmount == .of("0.0001 BTC"))
    }

    @Test func mappedTransaction() throws {
        let body = try fixture("standard-webhooks/payment-settled")
        let interpretation = try read(.standardWebhooks, body, settings: Self.settings)
        var step = TransactionStep(
            transactionID: "pay-1", kind: .cleared, amount: try .of("12.50 USD"))
        step.cardID = "card-1"
        step.merchant = "DEMO SHOP"
        #expect(
            interpretation
                == Interpretation(
                    facts: [.transactionStep(step)],
                    stream: EventStream(kind: .card, id: "card-1")))
    }

    @Test func mappedBalance() throws {
        let body = try fixture("standard-webhooks/wallet-balance")
        let report = BalanceReport(
            accountID: "w-1", currency: Currency(uncheckedCode: "KWD"),
            total: Amount(units: 1250, scale: 3), available: nil, asOf: CheckValue.signedAt)
        #expect(
            try read(.standardWebhooks, body, settings: Self.settings)
                == Interpretation(
                    facts: [.balanceReported(report)],
                    stream: EventStream(kind: .account, id: "w-1")))
    }

    @Test func mappedCardReferenceAndActivity() throws {
        var closed = CardFact(cardID: "c", isClosing: true)
        closed.closeReason = "lost"
        #expect(try facts("card.closed", #"{"id":"c","why":"lost"}"#).facts == [.card(closed)])
        #expect(
            try facts("card.touched", #"{"id":"c","cause":"t"}"#).facts
                == [
                    .card(CardFact(cardID: "c")),
                    .reference(TransactionReference(transactionID: "t", cardID: "c")),
                ])
        let lacking = try facts("card.touched", #"{"id":"c","cause":null}"#)
        #expect(lacking.lacksTransactionID && lacking.facts == [.card(CardFact(cardID: "c"))])
        let moved = try facts("user.moved", #"{"user":"u"}"#)
        guard case .activity(let activity)? = moved.facts.first else {
            Issue.record("\(moved)")
            return
        }
        #expect(activity.subjectID == "u")
    }

    @Test(arguments: [
        ("payment.settled", #"{"id":"t","currency":"USD"}"#, "data.amount is missing"),
        ("payment.settled", #"{"id":"t","amount":"1"}"#, "data.amount states an amount, and"),
        (
            "payment.settled", #"{"id":"t","amount":1,"currency":"USD"}"#,
            "data.amount is a number where an amount as text is expected"
        ),
        (
            "payment.settled", #"{"id":"t","amount":"1e3","currency":"USD"}"#,
            "data.amount: not a decimal number"
        ),
        (
            "payment.settled", #"{"id":"t","amount":"-1","currency":"USD"}"#,
            "data.amount is negative"
        ),
        (
            "wallet.balance", #"{"wallet":"w","minor":"1","currency":"USD"}"#,
            "data.minor is text where a whole number"
        ),
        ("wallet.balance", #"{"minor":1,"currency":"USD"}"#, "card.id (mapped to no path)"),
        ("card.closed", "{}", "data.id is missing or empty"),
        ("payment.status", #"{"id":"t"}"#, "data.status is missing or empty"),
    ])
    func whatCannotBeRead(type: String, data: String, reason: String) {
        let body = #"{"type":"\#(type)","data":\#(data)}"#
        #expect(refusal(.standardWebhooks, body, settings: Self.settings).hasPrefix(reason))
    }

    @Test func unmappedTypesAreUnknown() throws {
        #expect(try !facts("payment.opened", "{}").isKnownType)
    }

    @Test(arguments: ["core.account.balance-changed", "core.account.balance.changed"])
    func upholdEnterpriseBalance(type: String) throws {
        let body = try fixture("standard-webhooks/uphold-enterprise.core.account.balance-changed")
            .replacing("core.account.balance-changed", with: type)
        let account = "77777777-7777-4777-8777-777777777777"
        let report = BalanceReport(
            accountID: account, currency: Currency(uncheckedCode: "BTC"),
            total: Amount(units: 150_000_000, scale: 8),
            available: Amount(units: 125_000_000, scale: 8),
            asOf: Timestamp(microseconds: CheckValue.signedAt.microseconds + 1_000_000))
        #expect(
            try read(.standardWebhooks, body, settings: Self.enterprise)
                == Interpretation(
                    facts: [.balanceReported(report)],
                    stream: EventStream(kind: .account, id: account)))
    }

    @Test func upholdEnterpriseTransaction() throws {
        let body = try fixture(
            "standard-webhooks/uphold-enterprise.core.transaction.status-changed")
        let step = try read(.standardWebhooks, body, settings: Self.enterprise).step
        // To a bank: an unload, in the account's own currency.
        #expect(step.kind == .debited && step.status == "failed")
        #expect(step.rate == "1")
        #expect(step.reason == "insufficient-funds")
        #expect(try step.amount == .of("10.00 USD"))
        #expect(try step.counterpartyAmount == .of("9.10 EUR"))
        #expect(step.accountID == "77777777-7777-4777-8777-777777777777")
        #expect(step.counterpartyAccountID == nil)
        let plain = try read(.standardWebhooks, body)
        #expect(!plain.isKnownType)
    }
}
