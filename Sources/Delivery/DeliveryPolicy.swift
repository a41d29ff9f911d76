/// When a provider tries again, when it gives up, and what it does with an endpoint that fails.
///
/// None of the providers publishes its whole schedule, so each one's own policy says what is
/// documented and what is assumed.
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

    /// The same policy of a provider whose clock runs `speed` times as fast; what depends on the
    /// receiver stays as it is.
    package func scaled(by speed: Int64) -> DeliveryPolicy {
        var policy = self
        policy.delaysMicroseconds = delaysMicroseconds.map { $0 / max(1, speed) }
        policy.disablesAfterMicroseconds = disablesAfterMicroseconds.map { $0 / max(1, speed) }
        return policy
    }

    /// So many minutes each, in microseconds.
    package static func minutes(_ counts: [Int64]) -> [Int64] { counts.map { $0 * 60_000_000 } }
}
