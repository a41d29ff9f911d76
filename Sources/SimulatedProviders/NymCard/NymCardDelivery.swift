import Cryptography
package import Delivery
package import Providers

extension DeliveryStyle {
    /// Basic credentials and custom headers, the same on each delivery; no signature.
    package static let nymcard = DeliveryStyle(
        policy: .nymcard,
        guess: .fixed(username: "guest", password: "a-guess", headers: []),
        signer: { credential in
            guard case .fixed(let username, let password, let headers) = credential else {
                return .plain([])
            }
            // An endpoint may have no Basic credentials.
            return username.map { .nymcard(username: $0, password: password, headers: headers) }
                ?? .plain(headers)
        })
}

extension DeliverySigner {
    package static func nymcard(
        username: String, password: String, headers: [HeaderField]
    ) -> DeliverySigner {
        let credentials = Base64.encode(Array("\(username):\(password)".utf8))
        return .plain([HeaderField(name: "Authorization", value: "Basic \(credentials)")] + headers)
    }
}

extension DeliveryPolicy {
    /// Five attempts a minute apart, then *expired*.
    ///
    /// Documented is only that the last failure makes a notification expired; count and interval
    /// are settings that nobody publishes. Assumed: five attempts, a constant minute
    /// apart; no endpoint is ever disabled.
    package static let nymcard: DeliveryPolicy = {
        var policy = DeliveryPolicy(delaysMicroseconds: minutes([1, 1, 1, 1]))
        policy.ending = .expired
        return policy
    }()
}
