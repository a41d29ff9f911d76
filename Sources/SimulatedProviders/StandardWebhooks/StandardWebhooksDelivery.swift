import Cryptography
package import Delivery
import Programs
import Providers

extension DeliveryStyle {
    /// As the specification has it: a signature of id, time and body.
    package static let standardWebhooks = DeliveryStyle(
        policy: .standardWebhooks, guess: .secret("whsec_YS1ndWVzcy1hLWd1ZXNzLWEtZ3Vlc3M="),
        signer: { credential in
            guard case .secret(let secret) = credential else { return nil }
            return .standardWebhooks(secret: secret)
        })
}

extension DeliverySigner {
    /// The key is what follows `whsec_`, decoded from base 64; nil where it is none.
    package static func standardWebhooks(secret: String) -> DeliverySigner? {
        guard secret.hasPrefix("whsec_"),
            let bytes = Base64.decode(String(secret.dropFirst(6)), padding: .optional)
        else { return nil }
        return .standardWebhooks(key: bytes)
    }

    /// HMAC-SHA256 of the message's id, the attempt's time and the body.
    package static func standardWebhooks(key: [UInt8]) -> DeliverySigner {
        let key = HMACKey(.sha256, key: key)
        return DeliverySigner { attempt in
            let prefix = Array("\(attempt.messageID).\(attempt.unixSeconds).".utf8)
            let code = Base64.encode(key.code(of: [prefix[...], attempt.body[...]]))
            return [
                HeaderField(name: "webhook-id", value: attempt.messageID),
                HeaderField(name: "webhook-timestamp", value: String(attempt.unixSeconds)),
                HeaderField(name: "webhook-signature", value: "v1,\(code)"),
            ]
        }
    }
}

extension DeliveryPolicy {
    /// The specification's example schedule; 410 disables, `Retry-After` is heeded, and an attempt
    /// may take 15 seconds, the least that is recommended.
    package static let standardWebhooks: DeliveryPolicy = {
        let second: Int64 = 1_000_000
        var policy = DeliveryPolicy(
            delaysMicroseconds: [5 * second]
                + minutes([5, 30, 2 * 60, 5 * 60, 10 * 60, 14 * 60, 20 * 60, 24 * 60]))
        policy.answerDeadlineMicroseconds = 15 * second
        policy.heedsRetryAfter = true
        policy.disablesWhenGone = true
        return policy
    }()
}
