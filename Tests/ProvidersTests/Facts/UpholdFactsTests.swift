import Events
import Money
import Providers
import Testing

@Suite struct UpholdFactsTests {
    static let card = "33333333-3333-4333-8333-333333333333"
    static let transaction = "22222222-2222-4222-8222-222222222222"
    static let user = "44444444-4444-4444-8444-444444444444"

    static var cardFact: CardFact {
        var fact = CardFact(cardID: card)
        fact.holderID = user
        return fact
    }

    @Test func cardUpdatedIsAReference() throws {
        let reference = TransactionReference(transactionID: Self.transaction, cardID: Self.card)
        #expect(
            try read(.uphold, fixture("uphold/card-updated"))
                == Interpretation(
                    facts: [.card(Self.cardFact), .reference(reference)],
                    stream: EventStream(kind: .card, id: Self.card)))
    }

    @Test(arguments: [
        #"{"context":{"transaction":{"id":null}},"id":"c"}"#,
        #"{"context":{"transaction":{"id":""}},"id":"c"}"#,
        #"{"context":{"transaction":null},"id":"c"}"#, #"{"context":{},"id":"c"}"#,
        #"{"context":null,"id":"c"}"#, #"{"id":"c"}"#, #"{"context":[],"id":"c"}"#,
    ])
    func cardUpdatedWithoutItsTransaction(payload: String) throws {
        let interpretation = try read(
            .uphold, #"{"id":"a","type":"card:updated","payload":\#(payload)}"#)
        #expect(interpretation.lacksTransactionID)
        #expect(interpretation.facts == [.card(CardFact(cardID: "c"))])
        #expect(interpretation.statedTime == .missing)
    }

    @Test(arguments: [
        ("{}", "payload.id is missing or empty"), ("null", "payload.id is missing or empty"),
        (#"{"id":""}"#, "payload.id is missing or empty"),
        (#"{"id":7}"#, "payload.id is a number where an id as text is expected"),
        (#"{"id":"a\u0000b"}"#, "payload.id contains U+0000, which no id may"),
        (
            #"{"id":"c","context":{"transaction":{"id":7}}}"#,
            "payload.context.transaction.id is a number where an id as text is expected"
        ),
        (
            #"{"id":"c","context":{"transaction":{"id":"\u0000"}}}"#,
            "payload.context.transaction.id contains U+0000, which no id may"
        ),
    ])
    func cardUpdatedThatCannotBeRead(payload: String, reason: String) {
        let body = #"{"id":"a","type":"card:updated","payload":\#(payload)}"#
        #expect(refusal(.uphold, body) == reason)
    }

    @Test(arguments: [
        "pending", "processing", "waiting", "on-hold", "completed", "failed", "cancelled", "novel",
    ])
    func everyStatusIsKept(status: String) throws {
        let body = try fixture("uphold/transaction-status-updated")
            .replacing("completed", with: status)
        var step = TransactionStep(transactionID: Self.transaction, kind: .statusChanged)
        step.status = status
        #expect(
            try read(.uphold, body)
                == Interpretation(
                    facts: [.transactionStep(step)],
                    stream: EventStream(kind: .transaction, id: Self.transaction)))
    }

    @Test func statusWithoutTransactionOrWord() throws {
        func body(_ payload: String) -> String {
            #"{"id":"a","type":"transaction:status:updated","payload":\#(payload)}"#
        }
        let lacking = try read(.uphold, body(#"{"status":"completed"}"#))
        #expect(lacking.lacksTransactionID && lacking.facts.isEmpty)
        #expect(
            refusal(.uphold, body(#"{"id":"t"}"#)) == "payload.status is missing or empty")
        #expect(
            refusal(.uphold, body(#"{"id":"t","status":1}"#))
                == "payload.status is a number where text is expected")
    }

    @Test func revocationIsOfTheUser() throws {
        let body = try fixture("uphold/oauth-authorization-revoked")
        #expect(
            try read(.uphold, body)
                == Interpretation(
                    facts: [.accessRevoked(AccessRevocation(subjectID: Self.user))],
                    stream: EventStream(kind: .user, id: Self.user)))
        let withoutUser = body.replacing("userId", with: "other")
        #expect(
            try read(.uphold, withoutUser).facts
                == [
                    .accessRevoked(
                        AccessRevocation(subjectID: "55555555-5555-4555-8555-555555555555"))
                ])
    }

    @Test(arguments: [
        (#""2026-01-01T00:00:00.000Z""#, Interpretation.StatedTime.stated),
        ("null", .missing), (#""yesterday""#, .unreadable("yesterday")),
        (#""10000-01-01T00:00:00.000Z""#, .unreadable("10000-01-01T00:00:00.000Z")),
        (#""\u0000""#, .unreadable("\u{FFFD}")), (#""""#, .unreadable("")),
        ("1767225600", .unreadable("1767225600")), ("[1]", .unreadable("an array")),
        (
            #""\#(String(repeating: "x", count: 1_000))""#,
            .unreadable(String(repeating: "x", count: 64))
        ),
    ])
    func statedTimes(text: String, time: Interpretation.StatedTime) throws {
        let body = #"{"id":"a","type":"something:else","createdAt":\#(text)}"#
        #expect(try read(.uphold, body).statedTime == time)
    }
}
