import Events
import Money
import Providers
import Testing

/// Objects of Uphold's that were read: what its webhooks leave out.
@Suite struct UpholdReadsTests {
    private static func read(_ type: String, _ body: String) throws -> Interpretation {
        try interpret(
            LoggedEvent(
                sourceID: 1, position: 1, kind: .fetch, eventID: "f1", type: type,
                createdAt: CheckValue.signedAt, receivedAt: CheckValue.signedAt,
                body: Array(body.utf8)),
            settings: ProviderSettings(provider: .uphold))
    }

    @Test func aCardReportsItsBalancesAsOfTheRead() throws {
        let facts = try Self.read(
            "card",
            #"{"id":"c1","currency":"EUR","available":"90.00","balance":"100.00","label":"x"}"#
        ).facts
        var card = CardFact(cardID: "c1")
        card.currency = Currency(uncheckedCode: "EUR")
        let report = BalanceReport(
            accountID: "c1", currency: Currency(uncheckedCode: "EUR"),
            total: Amount(units: 10_000, scale: 2), available: Amount(units: 9_000, scale: 2),
            asOf: CheckValue.signedAt)
        #expect(facts == [.card(card), .balanceReported(report)])
    }

    @Test func anExchangeKeepsItsRate() throws {
        let step = try Self.read(
            "transaction",
            """
            {"id":"t1","type":"transfer","status":"completed",
            "origin":{"CardId":"c1","amount":"10.00","currency":"USD","rate":"0.91"},
            "destination":{"node":{"type":"card","id":"c2"},"amount":"9.10","currency":"EUR",
            "rate":"1.0989"}}
            """
        ).step
        #expect(step.kind == .converted && step.rate == "0.91" && step.status == "completed")
        #expect(step.accountID == "c1" && step.counterpartyAccountID == "c2")
        #expect(try step.amount == .of("10.00 USD"))
        #expect(try step.counterpartyAmount == .of("9.10 EUR"))
    }

    @Test func whatIsMissingIsNamed() {
        #expect(throws: DecodeError("id is missing or empty")) { try Self.read("card", "{}") }
        #expect(throws: DecodeError("currency is missing or empty")) {
            try Self.read("card", #"{"id":"c1"}"#)
        }
        #expect(throws: DecodeError("status is missing or empty")) {
            try Self.read("transaction", #"{"id":"t1"}"#)
        }
        #expect(
            throws: DecodeError(
                "origin.amount states an amount, and origin.currency states no asset for it")
        ) {
            try Self.read(
                "transaction", #"{"id":"t1","status":"pending","origin":{"amount":"1"}}"#)
        }
    }

    @Test func anUnknownObjectYieldsNothing() throws {
        let reading = try Self.read("account", "{}")
        #expect(!reading.isKnownType && reading.facts.isEmpty)
    }
}
