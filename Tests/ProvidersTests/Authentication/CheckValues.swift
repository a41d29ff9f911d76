import Events
import Providers
import Testing

/// One correctly signed delivery per format, with values made for this project.
struct CheckValue: Sendable, CustomTestStringConvertible {
    var provider: Provider
    var credentials: Credentials
    var headers: [HeaderField]
    var body: String
    var proof: String
    var testDescription: String { provider.name }

    /// The second at which the time-bound ones were signed.
    static let signedAt = Timestamp(microseconds: 1_767_225_600_000_000)

    func request(receivedAt: Timestamp = Self.signedAt) -> WebhookRequest {
        WebhookRequest(headers: headers, body: Array(body.utf8), receivedAt: receivedAt)
    }

    func authenticator(
        _ credentials: Credentials? = nil, settings: ProviderSettings? = nil
    ) throws -> Authenticator {
        try Authenticator(
            settings: settings ?? ProviderSettings(provider: provider),
            credentials: credentials ?? self.credentials, cryptography: .libcrypto)
    }

    func with(header name: String, _ value: String?) -> WebhookRequest {
        var request = request()
        request.headers.removeAll { $0.name == name }
        if let value { request.headers.append(HeaderField(name: name, value: value)) }
        return request
    }

    static let all = [uphold, agentcard, nymcard, standardWebhooks]

    static let uphold = CheckValue(
        provider: .uphold, credentials: .signing([.test("demo-uphold-secret")]),
        headers: [HeaderField(name: "Signature", value: upholdSignature)],
        body:
            #"{"createdAt":"2026-01-01T00:00:00.000Z","id":"11111111-1111-4111-8111-111111111111","#
            + #""payload":{"context":{"transaction":{"id":"22222222-2222-4222-8222-222222222222"}},"#
            + #""id":"33333333-3333-4333-8333-333333333333"},"retries":0,"type":"card:updated","#
            + #""userId":"44444444-4444-4444-8444-444444444444"}"#,
        proof: upholdSignature)

    static let upholdSignature =
        "sha512=2d85092546b300bf9feefc1e741361d4532a4194d4b33b4399aa3b74c6e7772f"
        + "48a559df05249bdf0da4b1980cdb0384ffe058294ae3163abc30c4c48421ae18"

    static let agentcard = CheckValue(
        provider: .agentcard, credentials: .signing([.test("whsec_demo_agentcard_secret")]),
        headers: [HeaderField(name: "AgentCard-Signature", value: agentcardSignature)],
        body: #"{"id":"evt_demo_0001","type":"card.updated","created":1767225600,"livemode":false,"#
            + #""data":{"id":"card_demo_1","status":"IN_USE","balance_cents":850}}"#,
        proof: agentcardSignature)

    static let agentcardSignature =
        "t=1767225600,v1=63226f4079c6ac0aceae20bafe148c3d9d152d6b18c3763c47a4447b0ce0c0ac"

    static let nymcard = CheckValue(
        provider: .nymcard,
        credentials: .fixed([
            StaticCredentials(
                basic: .init(username: .test("demo-user"), password: .test("demo-pass")),
                headers: [.init(name: "x-hook-token", value: .test("demo-token"))])
        ]),
        headers: [
            HeaderField(name: "Authorization", value: "Basic ZGVtby11c2VyOmRlbW8tcGFzcw=="),
            HeaderField(name: "X-Hook-Token", value: "demo-token"),
        ],
        body: #"{"event":"TRANSACTION","id":"txn-demo-1"}"#,
        proof: "ref:demo-pass ref:demo-token")

    static let standardWebhooks = CheckValue(
        provider: .standardWebhooks,
        credentials: .signing([.test("whsec_ZGVtby1zdGFuZGFyZC13ZWJob29rcy1zZWNyZXQtMDE=")]),
        headers: [
            HeaderField(name: "webhook-id", value: "msg_demo_1"),
            HeaderField(name: "webhook-timestamp", value: "1767225600"),
            HeaderField(name: "webhook-signature", value: standardWebhooksSignature),
        ],
        body: #"{"type":"card.updated","timestamp":"2026-01-01T00:00:00Z","#
            + #""data":{"id":"card_demo_1"}}"#,
        proof: "t=1767225600 \(standardWebhooksSignature)")

    static let standardWebhooksSignature = "v1,PD6YUZAtba65RX5pq/ZEtYhg98uYfVveXdlvmU8TWgQ="
}

extension Secret {
    /// A secret whose reference is made of its own text, as no real one is.
    static func test(_ text: String) -> Secret {
        Secret(reference: "ref:\(text)", bytes: Array(text.utf8))
    }
}
