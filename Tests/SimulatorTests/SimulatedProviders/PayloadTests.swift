import Events
import Programs
import SimulatedProviders
import Testing

@Suite struct PayloadTests {
    static let time = Timestamp(microseconds: 1_767_225_600_123_456)

    @Test(
        arguments: [
            (0, 2, "0.00", "0"), (5, 2, "0.05", "0.05"), (-5, 2, "-0.05", "-0.05"),
            (1_250, 2, "12.50", "12.5"), (1_200, 2, "12.00", "12"), (12_500, 3, "12.500", "12.5"),
            (100, 0, "100", "100"), (-120_000, 2, "-1200.00", "-1200"),
        ] as [(Int64, Int, String, String)])
    func money(minorUnits: Int64, digits: Int, decimal: String, short: String) {
        let money = SimulatedMoney(minorUnits, "USD", digits: digits)
        #expect(money.decimal == decimal)
        #expect(money.shortDecimal == short)
    }

    @Test(arguments: ["plain", "a \"quote\" and a \\", "\u{0}\u{1}\n\u{1F}", "Zürich 😀"])
    func stringsAreEscaped(text: String) throws {
        let body: JSONBody = ["text": .string(text)]
        #expect(try JSONDocument(parsing: body.bytes).root["text"]?.string == text)
    }

    @Test func membersStandInOrder() {
        let body: JSONBody = [
            "b": .number("12.50"), "a": .array([true, .null]), "c": .object([]),
        ]
        let text = String(decoding: body.bytes, as: UTF8.self)
        #expect(text == #"{"b":12.50,"a":[true,null],"c":{}}"#)
    }

    @Test func timesAreWrittenInTheProvidersUnits() {
        #expect(Self.time.isoMilliseconds == "2026-01-01T00:00:00.123Z")
        #expect(Self.time.unixSeconds == 1_767_225_600)
        #expect(Timestamp(microseconds: -1).unixSeconds == -1)
    }

    @Test func upholdNamesTheTransactionOrNone() throws {
        let envelope = UpholdPayload.Envelope(
            id: "n-1", userID: "u-1", createdAt: Self.time, retries: 2)
        func transaction(_ id: String?) throws -> JSONValue? {
            let body = UpholdPayload.cardUpdated(cardID: "c-1", transactionID: id, envelope)
            return try JSONDocument(parsing: body.bytes).root["payload"]?["context"]?["transaction"]
        }
        #expect(try transaction("t-1")?["id"]?.string == "t-1")
        #expect(try transaction(nil) == nil)
        let revoked = try JSONDocument(
            parsing: UpholdPayload.authorizationRevoked(authorizationID: "a-1", envelope).bytes)
        #expect(revoked.root["retries"]?.integer == 2)
        #expect(revoked.root["payload"]?["id"]?.string == "a-1")
    }

    @Test func enterpriseEventsCarryDecimalStrings() throws {
        let money = SimulatedMoney(1_250, "EUR", digits: 2)
        let balance = try JSONDocument(
            parsing: StandardWebhooksPayload.balanceChanged(
                id: "e-1", accountID: "a-1", ownerID: "o-1", total: money,
                available: SimulatedMoney(1_000, "EUR", digits: 2), at: Self.time
            ).bytes
        ).root["data"]?["account"]?["balance"]
        #expect(balance?["total"]?.string == "12.50")
        #expect(balance?["available"]?.string == "10.00")
        let transaction = try JSONDocument(
            parsing: StandardWebhooksPayload.transactionStatusChanged(
                id: "e-2", transactionID: "t-1", status: "completed", amount: money,
                originAccountID: "a-1", destinationAccountID: "a-2", at: Self.time
            ).bytes
        ).root["data"]?["transaction"]
        #expect(transaction?["destination"]?["node"]?["id"]?.string == "a-2")
        let plain = StandardWebhooksPayload.recommended(
            type: "card.updated", data: .object([]), at: Self.time)
        #expect(try JSONDocument(parsing: plain.bytes).root["type"]?.string == "card.updated")
    }
}
