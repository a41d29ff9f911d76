package import Providers

/// When a provider tries again, when it gives up, and what it does with an endpoint that fails.
///
/// None of the providers publishes its whole schedule, so each says below what is documented and
/// what is assumed.
package struct DeliveryPolicy: Hashable, Sendable {
    /// What becomes of a notification after its last failed attempt.
    package enum Ending: Hashable, Sendable {
        /// Marked expired and kept: it can be sent again on demand.
        case expired
        /// Gone: nothing sends it again.
        case abandoned
    }

    /// From the end of each failed attempt to the next: one fewer than there are attempts.
    package var delaysMicroseconds: [Int64]
    /// How long an attempt waits for its answer; on the real clock whatever the speed, since the
    /// receiver's work is not sped up.
    package var answerDeadlineMicroseconds: Int64 = 10_000_000
    package var ending = Ending.abandoned
    /// An endpoint that fails for so long without one success is disabled; nil: never.
    package var disablesAfterMicroseconds: Int64?
    /// Whether `Retry-After` puts the next attempt off; in seconds of the real clock.
    package var heedsRetryAfter = false
    /// Whether the answer 410 disables the endpoint at once.
    package var disablesWhenGone = false

    package init(delaysMicroseconds: [Int64]) {
        self.delaysMicroseconds = delaysMicroseconds
    }

    package var attempts: Int { delaysMicroseconds.count + 1 }

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

    /// Five attempts over two and a half hours.
    ///
    /// Documented is only that anything outside 2xx is tried again with a higher `retries`.
    /// Assumed: five attempts, after 1, 5, 30 and 120 minutes; no endpoint is ever disabled.
    package static let uphold = DeliveryPolicy(delaysMicroseconds: minutes([1, 5, 30, 120]))

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

    package static func of(_ provider: Provider) -> DeliveryPolicy {
        switch provider {
        case .nymcard: .nymcard
        case .uphold: .uphold
        case .agentcard: .agentcard
        default: .standardWebhooks
        }
    }

    /// The same policy of a provider whose clock runs `speed` times as fast; what depends on the
    /// receiver stays as it is.
    package func scaled(by speed: Int64) -> DeliveryPolicy {
        var policy = self
        policy.delaysMicroseconds = delaysMicroseconds.map { $0 / max(1, speed) }
        policy.disablesAfterMicroseconds = disablesAfterMicroseconds.map { $0 / max(1, speed) }
        return policy
    }

    private static func minutes(_ counts: [Int64]) -> [Int64] { counts.map { $0 * 60_000_000 } }
}
