import Events
import HTTPClient
import Postgres
import Providers
import TestSupport
import Testing

/// Deliveries whose signatures were computed once, elsewhere, and written down: no code of this
/// repository signs them.
@Suite("Check values, from the wire to the log") struct CheckValueTests {
    struct CheckValue: Sendable {
        var source: TestSource
        var headers: [HeaderField]
        var body: String
        var proof: String
        /// Nil where the log derives one.
        var eventID: String?
        var type: String
        var subject: String?
        var createdAt: String?
    }

    static let upholdSignature =
        "sha512=2d85092546b300bf9feefc1e741361d4532a4194d4b33b4399aa3b74c6e7772f"
        + "48a559df05249bdf0da4b1980cdb0384ffe058294ae3163abc30c4c48421ae18"
    static let agentcardSignature =
        "t=1767225600,v1=63226f4079c6ac0aceae20bafe148c3d9d152d6b18c3763c47a4447b0ce0c0ac"
    static let standardWebhooksSignature = "v1,PD6YUZAtba65RX5pq/ZEtYhg98uYfVveXdlvmU8TWgQ="
    static let nymcardBody = #"{"event":"TRANSACTION","id":"txn-demo-1"}"#

    static let all = [
        CheckValue(
            source: .uphold, headers: [HeaderField(name: "Signature", value: upholdSignature)],
            body:
                #"{"createdAt":"2026-01-01T00:00:00.000Z","id":"11111111-1111-4111-8111-111111111111","#
                + #""payload":{"context":{"transaction":{"id":"22222222-2222-4222-8222-222222222222"}},"#
                + #""id":"33333333-3333-4333-8333-333333333333"},"retries":0,"type":"card:updated","#
                + #""userId":"44444444-4444-4444-8444-444444444444"}"#,
            proof: upholdSignature, eventID: "11111111-1111-4111-8111-111111111111",
            type: "card:updated", subject: "33333333-3333-4333-8333-333333333333",
            createdAt: "2026-01-01T00:00:00Z"),
        CheckValue(
            source: .agentcard,
            headers: [HeaderField(name: "AgentCard-Signature", value: agentcardSignature)],
            body:
                #"{"id":"evt_demo_0001","type":"card.updated","created":1767225600,"livemode":false,"#
                + #""data":{"id":"card_demo_1","status":"IN_USE","balance_cents":850}}"#,
            proof: agentcardSignature, eventID: "evt_demo_0001", type: "card.updated",
            subject: "card_demo_1", createdAt: "2026-01-01T00:00:00Z"),
        CheckValue(
            source: .nymcard,
            headers: [
                HeaderField(name: "Authorization", value: "Basic ZGVtby11c2VyOmRlbW8tcGFzcw=="),
                HeaderField(name: "X-Hook-Token", value: "demo-token"),
            ],
            body: nymcardBody, proof: "ref:demo-pass ref:demo-token",
            eventID: nil,
            type: "TRANSACTION", subject: "txn-demo-1", createdAt: nil),
        CheckValue(
            source: .standardWebhooks,
            headers: [
                HeaderField(name: "webhook-id", value: "msg_demo_1"),
                HeaderField(name: "webhook-timestamp", value: "1767225600"),
                HeaderField(name: "webhook-signature", value: standardWebhooksSignature),
            ],
            body:
                #"{"type":"card.updated","timestamp":"2026-01-01T00:00:00Z","data":{"id":"card_demo_1"}}"#,
            proof: "t=1767225600 \(standardWebhooksSignature)", eventID: "msg_demo_1",
            type: "card.updated", subject: "card_demo_1", createdAt: "2026-01-01T00:00:00Z"),
    ]

    @Test("Each is taken once, and stored as it came")
    func storesWhatCame() throws {
        try TestIntake.run { intake in
            for value in Self.all { try expectStored(value, in: intake) }
            #expect(intake.deliveries("appended") == 4)
            #expect(intake.deliveries("duplicate") == 4)
        }
    }

    private func expectStored(_ value: CheckValue, in intake: TestIntake) throws {
        let name: Comment = "\(value.source.name)"
        let body = Array(value.body.utf8)
        func post() throws -> HTTPAnswer {
            try intake.post(body, value.headers, path: "/hooks/\(value.source.name)")
        }
        let first = try post()
        #expect(first.status == 200, name)
        #expect(first.text == HTTPAnswer.accepted("appended", 1), name)
        #expect(first.header("Content-Type") == "application/json")
        #expect(try post().text == HTTPAnswer.accepted("duplicate", 1), name)

        let events = try intake.events(of: value.source)
        #expect(events.count == 1)
        let event = try #require(events.first)
        #expect(event.position == 1)
        #expect(event.kind == .webhook)
        #expect(event.body == body, name)
        #expect(try event.eventID == value.eventID ?? intake.derivedID(of: body, in: value.source))
        #expect(event.type == value.type)
        #expect(event.subject == value.subject)
        #expect(event.createdAt == value.createdAt.flatMap { Timestamp($0) }, name)
        #expect(event.decodeError == nil)
        #expect(event.repeats == nil)
        let proof = try intake.observer.query(
            "SELECT proof FROM log.event WHERE source_id = $1",
            [.int32(try intake.number(value.source))]
        ).onlyRow()
        #expect(try proof.text(0) == value.proof)
    }

    @Test("Each is refused when a byte was added to its body; NymCard signs none of them")
    func refusesChangedBodies() throws {
        try TestIntake.run { intake in
            for value in Self.all {
                let isSigned = value.source.settings.provider != .nymcard
                let body = Array(value.body.utf8.dropLast()) + Array(" }".utf8)
                let answer = try intake.post(
                    body, value.headers, path: "/hooks/\(value.source.name)")
                #expect(answer.status == (isSigned ? 401 : 200), "\(value.source.name)")
                #expect(try intake.events(of: value.source).count == (isSigned ? 0 : 1))
            }
        }
    }
}
