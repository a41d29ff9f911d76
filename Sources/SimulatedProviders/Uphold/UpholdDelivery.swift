import Cryptography
package import Delivery
import Providers

extension DeliveryStyle {
    /// A signature of the body in one header; a counter of attempts within the body.
    package static let uphold: DeliveryStyle = {
        var style = DeliveryStyle(
            policy: .uphold, guess: .secret("whsec_a_guess"),
            signer: { credential in
                guard case .secret(let secret) = credential else { return nil }
                return .uphold(secret: secret)
            })
        style.retriedBody = { body, retries in RetryCounter.body(body, retries: retries) }
        return style
    }()
}

extension DeliverySigner {
    /// HMAC-SHA512 of the body.
    package static func uphold(secret: String, header: String = "Signature") -> DeliverySigner {
        let key = HMACKey(.sha512, key: Array(secret.utf8))
        return DeliverySigner { attempt in
            let code = Hexadecimal.encode(key.code(of: attempt.body))
            return [HeaderField(name: header, value: "sha512=\(code)")]
        }
    }
}

extension DeliveryPolicy {
    /// Five attempts over two and a half hours.
    ///
    /// Documented is only that anything outside 2xx is tried again with a higher `retries`.
    /// Assumed: five attempts, after 1, 5, 30 and 120 minutes; no endpoint is ever disabled.
    package static let uphold = DeliveryPolicy(delaysMicroseconds: minutes([1, 5, 30, 120]))
}
