import Delivery
import Providers
import SimulatedProviders
import Testing

/// The check values of the providers' formats, made for this project.
@Suite struct DeliverySignerTests {
    private func value(_ name: String, _ headers: [HeaderField]) -> String? {
        headers.first { $0.name == name }?.value
    }

    @Test func uphold() {
        let body =
            #"{"createdAt":"2026-01-01T00:00:00.000Z","id":"11111111-1111-4111-8111-111111111111","#
            + #""payload":{"context":{"transaction":{"id":"22222222-2222-4222-8222-222222222222"}},"#
            + #""id":"33333333-3333-4333-8333-333333333333"},"retries":0,"type":"card:updated","#
            + #""userId":"44444444-4444-4444-8444-444444444444"}"#
        let headers = DeliverySigner.uphold(secret: "demo-uphold-secret")
            .headers(for: Array(body.utf8), attemptAt: 0)
        #expect(
            value("Signature", headers)
                == "sha512=2d85092546b300bf9feefc1e741361d4532a4194d4b33b4399aa3b74c6e7772f"
                + "48a559df05249bdf0da4b1980cdb0384ffe058294ae3163abc30c4c48421ae18")
    }

    @Test func agentcard() {
        let body =
            #"{"id":"evt_demo_0001","type":"card.updated","created":1767225600,"livemode":false,"#
            + #""data":{"id":"card_demo_1","status":"IN_USE","balance_cents":850}}"#
        let headers = DeliverySigner.agentcard(secret: "whsec_demo_agentcard_secret")
            .headers(for: Array(body.utf8), attemptAt: 1_767_225_600)
        #expect(
            value("AgentCard-Signature", headers)
                == "t=1767225600,v1=63226f4079c6ac0aceae20bafe148c3d"
                + "9d152d6b18c3763c47a4447b0ce0c0ac")
        #expect(
            value("X-AgentCard-Signature", headers)
                == "454bd003e715b24a1cd12862d1d9348a3e99f2f23ba4152d8ce6867944159302")
    }

    @Test func standardWebhooks() throws {
        let body =
            #"{"type":"card.updated","timestamp":"2026-01-01T00:00:00Z","#
            + #""data":{"id":"card_demo_1"}}"#
        let signer = try #require(
            DeliverySigner.standardWebhooks(
                secret: "whsec_ZGVtby1zdGFuZGFyZC13ZWJob29rcy1zZWNyZXQtMDE="))
        let headers = signer.headers(
            for: Array(body.utf8), messageID: "msg_demo_1", attemptAt: 1_767_225_600)
        #expect(
            value("webhook-signature", headers)
                == "v1,PD6YUZAtba65RX5pq/ZEtYhg98uYfVveXdlvmU8TWgQ=")
        #expect(value("webhook-id", headers) == "msg_demo_1")
        #expect(value("webhook-timestamp", headers) == "1767225600")
    }

    @Test(arguments: ["ZGVtbw==", "whsec_%%%"]) func keysThatAreNone(secret: String) {
        #expect(DeliverySigner.standardWebhooks(secret: secret) == nil)
    }

    @Test func nymcard() {
        let token = HeaderField(name: "x-hook-token", value: "demo-token")
        let headers = DeliverySigner.nymcard(
            username: "demo-user", password: "demo-pass", headers: [token]
        ).headers(for: [], attemptAt: 0)
        #expect(value("Authorization", headers) == "Basic ZGVtby11c2VyOmRlbW8tcGFzcw==")
        #expect(headers.contains(token))
    }
}
