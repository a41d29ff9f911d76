import Cryptography
import Delivery
import Events
import Providers
import SimulatedProviders

/// A source as a test knows it: what the intake is told, and how its provider proves itself.
struct TestSource: Sendable {
    var name: String
    var credentials: Credentials
    var settings: ProviderSettings
    var signer: DeliverySigner

    init(
        name: String? = nil, _ credentials: Credentials, _ settings: ProviderSettings,
        _ signer: DeliverySigner
    ) {
        self.name = name ?? settings.provider.name
        self.credentials = credentials
        self.settings = settings
        self.signer = signer
    }

    /// What the provider would send with this body.
    func headers(
        for body: [UInt8], messageID: String = "msg_demo_1", at seconds: Int64 = signedAtSeconds
    ) -> [HeaderField] {
        signer.headers(for: body, messageID: messageID, attemptAt: seconds)
    }

    /// This source with another one's credentials beside its own, as during a rotation.
    func accepting(_ other: TestSource) -> TestSource {
        var both = self
        switch (credentials, other.credentials) {
        case (.signing(let old), .signing(let new)): both.credentials = .signing(old + new)
        case (.fixed(let old), .fixed(let new)): both.credentials = .fixed(old + new)
        default: break
        }
        return both
    }

    /// 2026-01-01T00:00:00Z, which the clock of every test shows.
    static let signedAtSeconds: Int64 = 1_767_225_600

    static let all = [nymcard, uphold, agentcard, standardWebhooks]

    static let nymcard = TestSource(
        .fixed([.demo(password: "demo-pass", token: "demo-token")]),
        ProviderSettings(provider: .nymcard), .demo(password: "demo-pass", token: "demo-token"))

    static let uphold = TestSource(
        .signing([.test("demo-uphold-secret")]), ProviderSettings(provider: .uphold),
        .uphold(secret: "demo-uphold-secret"))

    static let agentcard = TestSource(
        .signing([.test("whsec_demo_agentcard_secret")]), ProviderSettings(provider: .agentcard),
        .agentcard(secret: "whsec_demo_agentcard_secret"))

    static let standardWebhooks = TestSource(
        .signing([.standardWebhooks("demo-standard-webhooks-secret-01")]),
        ProviderSettings(provider: .standardWebhooks),
        .standardWebhooks("demo-standard-webhooks-secret-01"))
}

extension Secret {
    /// A secret whose reference is made of its own text, as no real one is.
    static func test(_ text: String) -> Secret {
        Secret(reference: "ref:\(text)", bytes: Array(text.utf8))
    }

    /// A secret as Standard Webhooks shows it, made of the key's text.
    static func standardWebhooks(_ key: String) -> Secret {
        .test("whsec_" + Base64.encode(Array(key.utf8)))
    }
}

extension StaticCredentials {
    static func demo(password: String, token: String) -> StaticCredentials {
        StaticCredentials(
            basic: .init(username: .test("demo-user"), password: .test(password)),
            headers: [.init(name: "x-hook-token", value: .test(token))])
    }
}

extension DeliverySigner {
    static func demo(password: String, token: String) -> DeliverySigner {
        .nymcard(
            username: "demo-user", password: password,
            headers: [HeaderField(name: "X-Hook-Token", value: token)])
    }

    static func standardWebhooks(_ key: String) -> DeliverySigner {
        .standardWebhooks(key: Array(key.utf8))
    }
}
