import Events
import Money
import Providers
import Testing

@Suite struct WhopFactsTests {
    private static let settings = ProviderSettings.of(.standardWebhooks) {
        (format: inout StandardWebhooksFormat) in
        format.dialect = .whop
    }

    private func facts(_ type: String, _ data: String) throws -> Interpretation {
        try read(.standardWebhooks, body(type, data), settings: Self.settings)
    }

    private func body(_ type: String, _ data: String) -> String {
        #"{"type":"card_transaction.\#(type)","timestamp":"2026-01-01T00:00:00.000Z","#
            + #""data":\#(data)}"#
    }

    @Test func aPendingTransactionHolds() throws {
        let body = try fixture("standard-webhooks/whop.card_transaction.created")
        let reading = try read(.standardWebhooks, body, settings: Self.settings)
        #expect(reading.stream == EventStream(kind: .card, id: "icrd_demo_1"))
        let step = try reading.step
        #expect(step.kind == .authorized && step.transactionID == "citx_demo_1")
        #expect(try step.amount == .of("12.50 USD"))
        #expect(step.cardID == "icrd_demo_1" && step.accountID == nil)
        #expect(step.merchant == "DEMO SHOP" && step.mcc == "5734")
    }

    @Test(arguments: ["completed", "updated"])
    func aCompletedTransactionClearsTheWholeAmount(name: String) throws {
        let body = try fixture("standard-webhooks/whop.card_transaction.\(name)")
        let step = try read(.standardWebhooks, body, settings: Self.settings).step
        #expect(step.kind == .cleared)
        #expect(try step.amount == .of("13.90 USD"))
    }

    /// What would add up is read from the one event that is named after it.
    @Test(arguments: [
        (
            "created", #"{"id":"t","status":"pending","usd_amount":-5}"#,
            TransactionStep.Kind.creditAuthorized
        ),
        ("completed", #"{"id":"t","status":"completed","usd_amount":-5}"#, .refunded),
        ("updated", #"{"id":"t","status":"pending","usd_amount":-5}"#, nil),
        ("updated", #"{"id":"t","status":"pending","usd_amount":5}"#, nil),
        ("updated", #"{"id":"t","status":"completed","usd_amount":-5}"#, nil),
        ("created", #"{"id":"t","status":"completed","usd_amount":-5}"#, nil),
    ])
    func onlyOneEventIsNewsOfMoney(
        name: String, data: String, kind: TransactionStep.Kind?
    ) throws {
        let reading = try facts(name, data)
        guard let kind else {
            #expect(
                reading.facts == [
                    .reference(TransactionReference(transactionID: "t", cardID: nil))
                ])
            return
        }
        #expect(try reading.step.kind == kind)
        #expect(try reading.step.amount == .of("5.00 USD"))
    }

    @Test(arguments: [("declined", TransactionStep.Kind.declined), ("reversed", .reversed)])
    func outcomesWithoutAnAmount(name: String, kind: TransactionStep.Kind) throws {
        let body = try fixture("standard-webhooks/whop.card_transaction.\(name)")
        let step = try read(.standardWebhooks, body, settings: Self.settings).step
        #expect(step.kind == kind && step.amount == nil)
        #expect(step.reason == (kind == .declined ? "insufficient_funds" : nil))
        let updated = try facts("updated", #"{"id":"t","status":"\#(name)","usd_amount":5}"#)
        #expect(try updated.step.kind == kind)
    }

    @Test(arguments: [
        (#"{"id":"t","status":"pending"}"#, "data.usd_amount is missing"),
        (#"{"id":"t","status":"pending","usd_amount":null}"#, "data.usd_amount is missing"),
        (
            #"{"id":"t","status":"pending","usd_amount":"5"}"#,
            "data.usd_amount is text where an amount as a number is expected"
        ),
        (#"{"id":"t","usd_amount":5}"#, "data.status is missing or empty"),
        (
            #"{"id":"t","status":"settling","usd_amount":5}"#,
            "data.status is settling, which this version does not know"
        ),
    ])
    func whatCannotBeReadIsTold(data: String, reason: String) {
        #expect(
            refusal(.standardWebhooks, body("created", data), settings: Self.settings) == reason)
    }

    @Test func aTransactionWithoutAnIDIsTold() throws {
        #expect(try facts("created", #"{"status":"pending","usd_amount":5}"#).lacksTransactionID)
    }

    @Test func eventsOfOtherBusinessAreUnknown() throws {
        let body = #"{"type":"payment.succeeded","data":{"id":"pay_1","usd_amount":5}}"#
        let reading = try read(.standardWebhooks, body, settings: Self.settings)
        #expect(!reading.isKnownType && reading.facts.isEmpty)
    }

    @Test func cards() throws {
        let created = try fixture("standard-webhooks/whop.card.created")
        var card = CardFact(cardID: "icrd_demo_1", isOpening: true)
        card.status = "active"
        card.last4 = "4242"
        card.expiry = "01/2030"
        card.holderID = "user_demo_1"
        card.currency = Currency(uncheckedCode: "USD")
        #expect(
            try read(.standardWebhooks, created, settings: Self.settings).facts == [.card(card)])
        let canceled = try fixture("standard-webhooks/whop.card.canceled")
        card.isOpening = false
        card.isClosing = true
        card.status = "canceled"
        #expect(
            try read(.standardWebhooks, canceled, settings: Self.settings).facts == [.card(card)])
    }

    /// Made with another program: HMAC-SHA256 of id, time and body under the secret as it is shown.
    @Test func theSecretIsTheKey() throws {
        let secret = "ws_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        let request = WebhookRequest(
            headers: [
                HeaderField(name: "webhook-id", value: "msg_demo_1"),
                HeaderField(name: "webhook-timestamp", value: "1767225600"),
                HeaderField(
                    name: "webhook-signature",
                    value: "v1,HYnLxtx5FOJq8KvhrG+6fVeguN+1Y9V55yNykesfBOg="),
            ],
            body: Array(body("created", #"{"id":"citx_demo_1"}"#).utf8),
            receivedAt: CheckValue.signedAt)
        let authenticator = try Authenticator(
            settings: Self.settings, credentials: .signing([.test(secret)]),
            cryptography: .libcrypto)
        #expect(
            authenticator.decide(request)
                == .authentic(
                    proof: "t=1767225600 v1,HYnLxtx5FOJq8KvhrG+6fVeguN+1Y9V55yNykesfBOg="))
        #expect(throws: CredentialError.self) {
            try Authenticator(
                settings: ProviderSettings(provider: .standardWebhooks),
                credentials: .signing([.test(secret)]), cryptography: .libcrypto)
        }
    }
}
