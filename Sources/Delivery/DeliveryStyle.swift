/// How one provider delivers its webhooks: when it tries again, how it signs, what it counts.
///
/// Each provider's folder holds one.
package struct DeliveryStyle: Sendable {
    package var policy: DeliveryPolicy
    /// What an endpoint's credential signs with; nil where it is no key of this provider's.
    package var signer: @Sendable (EndpointCredential) -> DeliverySigner?
    /// The credential of someone who guesses.
    package var guess: EndpointCredential
    /// The body of an attempt after so many failed ones; most providers leave the body alone.
    package var retriedBody: @Sendable (_ body: [UInt8], _ retries: Int) -> [UInt8] = { body, _ in
        body
    }

    package init(
        policy: DeliveryPolicy, guess: EndpointCredential,
        signer: @escaping @Sendable (EndpointCredential) -> DeliverySigner?
    ) {
        self.policy = policy
        self.guess = guess
        self.signer = signer
    }

    /// Sends what was signed elsewhere, and tries nothing again.
    package static let recorded = DeliveryStyle(
        policy: DeliveryPolicy(delaysMicroseconds: []), guess: .none, signer: { _ in .plain([]) })

    func signer(of credential: EndpointCredential) -> DeliverySigner {
        signer(credential) ?? .plain([])
    }

    var forger: DeliverySigner { signer(of: guess) }
}
