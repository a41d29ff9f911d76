import Cryptography
package import Delivery
import Providers

extension DeliveryStyle {
    /// A signature of time and body, and an older one of the body alone.
    package static let agentcard = DeliveryStyle(
        policy: .agentcard, guess: .secret("whsec_a_guess"),
        signer: { credential in
            guard case .secret(let secret) = credential else { return nil }
            return .agentcard(secret: secret)
        })
}

extension DeliverySigner {
    /// HMAC-SHA256 of the attempt's time and the body; the key is the whole secret, `whsec_`
    /// included.
    package static func agentcard(secret: String) -> DeliverySigner {
        let key = HMACKey(.sha256, key: Array(secret.utf8))
        return DeliverySigner { attempt in
            let time = Array("\(attempt.unixSeconds).".utf8)
            let code = Hexadecimal.encode(key.code(of: [time[...], attempt.body[...]]))
            let bodyCode = Hexadecimal.encode(key.code(of: attempt.body))
            return [
                HeaderField(
                    name: "AgentCard-Signature", value: "t=\(attempt.unixSeconds),v1=\(code)"),
                HeaderField(name: "X-AgentCard-Signature", value: bodyCode),
            ]
        }
    }
}

extension DeliveryPolicy {
    /// Five attempts over 96 minutes.
    ///
    /// Documented: up to five attempts over about 96 minutes, ten seconds for each, and an endpoint
    /// that fails for seven days in a row is disabled. Assumed: after 1, 5, 30 and 60 minutes,
    /// which sum to the 96.
    package static let agentcard: DeliveryPolicy = {
        var policy = DeliveryPolicy(delaysMicroseconds: minutes([1, 5, 30, 60]))
        policy.disablesAfterMicroseconds = minutes([7 * 24 * 60])[0]
        return policy
    }()
}
