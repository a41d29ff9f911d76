import Events
import Providers
import Testing

/// What each provider's envelope holds.
@Suite struct ProviderEnvelopeTests {
    typealias Reading = EnvelopeReadingTests

    func envelope(
        _ provider: Provider, _ body: String, headers: [HeaderField] = Reading.webhookHeaders,
        settings: ProviderSettings? = nil
    ) throws -> Envelope {
        let reading = Reading.read(provider, body, headers: headers, settings: settings)
        guard case .event(let envelope) = reading else {
            Issue.record("\(reading)")
            throw DecodeError("not an event")
        }
        return envelope
    }

    @Test func uphold() throws {
        let envelope = try envelope(.uphold, CheckValue.uphold.body)
        #expect(envelope.identity == .stated("11111111-1111-4111-8111-111111111111"))
        #expect(envelope.type == "card:updated")
        #expect(envelope.subject == "33333333-3333-4333-8333-333333333333")
        #expect(envelope.createdAt == CheckValue.signedAt)
        #expect(envelope.attempt == 0)
        let expected = CheckValue.uphold.body
            .replacing(#""2026-01-01T00:00:00.000Z""#, with: "").replacing(":0,", with: ":,")
        #expect(envelope.content.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test func upholdContentIsThatOfTheRetry() throws {
        func content(_ retries: String, _ createdAt: String, _ id: String = "a") throws -> [UInt8]?
        {
            try envelope(
                .uphold,
                #"{"retries": \#(retries), "id":"\#(id)", "payload":{"retries":1,"createdAt":"x"}, "#
                    + #""type":"card:updated", "createdAt" : \#(createdAt) }"#
            ).content
        }
        let first = try content("0", #""2026-01-01T00:00:00.000Z""#)
        #expect(try content("12", #""2026-01-01T00:00:09.000Z""#) == first)
        #expect(try content("0", "null") == first)
        #expect(try content("0", #""2026-01-01T00:00:00.000Z""#, "b") != first)
    }

    @Test(
        arguments: [
            ("null", nil), ("0", 0), ("2147483647", 2_147_483_647),
        ] as [(String, Int32?)])
    func upholdRetries(text: String, attempt: Int32?) throws {
        let body = #"{"id":"a","type":"card:updated","retries":\#(text)}"#
        #expect(try envelope(.uphold, body).attempt == attempt)
    }

    @Test(arguments: ["2147483648", "-1", "1.5", "1e2", #""1""#, "true", "{}"])
    func upholdRetriesThatNoCounterHolds(text: String) {
        let reading = Reading.read(
            .uphold, #"{"id":"a","type":"card:updated","retries":\#(text)}"#)
        guard case .undecodable(let reason) = reading else {
            Issue.record("\(text) was read")
            return
        }
        #expect(reason.hasPrefix("retries is"))
    }

    @Test(arguments: [
        (#""2026-01-01T00:00:00.000Z""#, true), (#""9999-12-31T23:59:59.999Z""#, true),
        (#""10000-01-01T00:00:00.000Z""#, false), (#""0000-12-31T23:59:59.999Z""#, false),
        (#""yesterday""#, false), (#""""#, false), ("1767225600", false), ("null", false),
        ("{}", false),
    ])
    func aTimeThatCannotBeReadIsNoTime(text: String, isRead: Bool) throws {
        let body = #"{"id":"a","type":"card:updated","createdAt":\#(text)}"#
        #expect((try envelope(.uphold, body).createdAt != nil) == isRead)
        let standard = #"{"type":"a.b","timestamp":\#(text)}"#
        #expect((try envelope(.standardWebhooks, standard).createdAt != nil) == isRead)
        let nymcard = #"{"event":"TRANSACTION","created":\#(text)}"#
        #expect((try envelope(.nymcard, nymcard).createdAt != nil) == isRead)
    }

    @Test(arguments: [
        ("1767225600", true), ("253402300799", true), ("253402300800", false),
        ("1767225600.5", false), ("1e9", false), (#""1767225600""#, false), ("null", false),
        ("99999999999999999999", false),
    ])
    func unixSeconds(text: String, isRead: Bool) throws {
        let body = #"{"id":"a","type":"card.updated","created":\#(text)}"#
        #expect((try envelope(.agentcard, body).createdAt != nil) == isRead)
    }

    @Test func agentCard() throws {
        let envelope = try envelope(.agentcard, CheckValue.agentcard.body)
        #expect(
            envelope
                == Envelope(
                    identity: .stated("evt_demo_0001"), type: "card.updated",
                    subject: "card_demo_1", createdAt: CheckValue.signedAt))
    }

    @Test(
        arguments: [
            (#"{"id":"x"}"#, "x"), (#"{"id":null}"#, nil), (#"{"id":7}"#, nil),
            (#"{"id":"a\u0000b"}"#, nil), ("7", nil),
            (#"{"id":"\#(String(repeating: "x", count: 513))"}"#, nil),
        ] as [(String, String?)])
    func aSubjectThatIsNoIDIsLeftOut(object: String, subject: String?) throws {
        let agentcard = #"{"id":"a","type":"card.updated","data":\#(object)}"#
        #expect(try envelope(.agentcard, agentcard).subject == subject)
        let uphold = #"{"id":"a","type":"card:updated","payload":\#(object)}"#
        #expect(try envelope(.uphold, uphold).subject == subject)
    }

    @Test func nymCardIDsInTheirOrder() throws {
        let body =
            #"{"event":"TRANSACTION","id":"txn","meta":{"token":"m"},"notification_id":"n","#
            + #""event_token":"e"}"#
        var format = NymCardFormat()
        var settings: ProviderSettings { ProviderSettings(provider: .nymcard, format: format) }
        #expect(try envelope(.nymcard, body).identity == .stated("n"))
        #expect(
            try envelope(.nymcard, body.replacing(#""n""#, with: "null")).identity == .stated("e"))
        format.fieldMap.paths[.notificationID] = [JSONPath(steps: ["meta", "token"])]
        #expect(try envelope(.nymcard, body, settings: settings).identity == .stated("m"))
        format.notificationIDHeader = "X-Notification"
        let header = HeaderField(name: "x-notification", value: "h")
        #expect(
            try envelope(.nymcard, body, headers: [header], settings: settings).identity
                == .stated("h"))
        #expect(try envelope(.nymcard, body, settings: settings).identity == .stated("m"))
        let repeated = Reading.read(
            .nymcard, body, headers: [header, header], settings: settings)
        #expect(
            repeated == .undecodable(reason: "the header X-Notification is repeated"))
    }

    @Test func nymCardTransactionTokenIsNoEventID() throws {
        let body = #"{"event":"TRANSACTION","id":"txn-1","created":"2026-01-01T00:00:00.000Z"}"#
        #expect(
            try envelope(.nymcard, body)
                == Envelope(
                    identity: .derived, type: "TRANSACTION", subject: "txn-1",
                    createdAt: CheckValue.signedAt))
    }

    @Test func nymCardChargeHasAStatedID() throws {
        let charge = #"{"event":"CHARGE_APPLIED","charge_applied":{"id":"chg-1"}}"#
        let envelope = try envelope(.nymcard, charge)
        #expect(envelope.identity == .stated("chg-1"))
        #expect(envelope.subject == "chg-1")
        #expect(envelope.createdAt == nil)
        let other = #"{"event":"TRANSACTION","charge_applied":{"id":"chg-1"}}"#
        #expect(try self.envelope(.nymcard, other).identity == .derived)
    }

    @Test func nymCardRetryCounterIsNoContent() throws {
        let settings = ProviderSettings.of(.nymcard) { (format: inout NymCardFormat) in
            format.fieldMap.paths[.notificationAttempt] = [JSONPath(steps: ["tries"])]
        }
        func envelope(_ tries: Int) throws -> Envelope {
            try self.envelope(
                .nymcard, #"{"event":"TRANSACTION","tries":\#(tries)}"#, settings: settings)
        }
        #expect(try envelope(3).attempt == 3)
        #expect(try envelope(3).content == envelope(4).content)
        #expect(try envelope(3).content != nil)
    }

    @Test(arguments: ["7", #""a\u0000""#, #""\#(String(repeating: "x", count: 10_000))""#, "[]"])
    func nymCardIDsThatNoEventCanHave(id: String) {
        for body in [
            #"{"event":"TRANSACTION","notification_id":\#(id)}"#,
            #"{"event":"CHARGE_APPLIED","charge_applied":{"id":\#(id)}}"#,
        ] {
            guard case .undecodable = Reading.read(.nymcard, body) else {
                Issue.record("\(body.prefix(80)) was read")
                continue
            }
        }
    }

    @Test(arguments: [
        ("TRANSACTION", "id"), ("EXPIRED_AUTH", "id"), ("KYC_RESULT", "user_id"),
        ("USER_CREATED", "user_id"), ("CARD_STATUS_CHANGE", "card_id"),
        ("ACCOUNT_STATUS_CHANGE", "account_id"), ("PIN_CHANGE", "card_id"),
    ])
    func nymCardSubjects(type: String, key: String) throws {
        let body =
            #"{"event":"\#(type)","id":"id","user_id":"user_id","card_id":"card_id","#
            + #""account_id":"account_id"}"#
        #expect(try envelope(.nymcard, body).subject == key)
    }

    @Test func nymCardPing() {
        #expect(Reading.read(.nymcard, #"{"event":"PING"}"#) == .ping)
    }

    @Test func standardWebhooks() throws {
        let value = CheckValue.standardWebhooks
        #expect(
            try envelope(.standardWebhooks, value.body, headers: value.headers)
                == Envelope(
                    identity: .stated("msg_demo_1"), type: "card.updated", subject: "card_demo_1",
                    createdAt: CheckValue.signedAt))
    }

    @Test func standardWebhooksIDIsTheHeaders() {
        let body = #"{"type":"a.b","id":"other"}"#
        var headers = Reading.webhookHeaders
        headers[0].value = String(repeating: "x", count: 513)
        guard case .undecodable = Reading.read(.standardWebhooks, body, headers: headers) else {
            Issue.record("an id of 513 bytes was read")
            return
        }
        guard case .undecodable = Reading.read(.standardWebhooks, body, headers: []) else {
            Issue.record("a missing id was read")
            return
        }
    }
}
