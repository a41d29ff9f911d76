/// How an attempt ended.
package enum AttemptResult: Hashable, Sendable {
    case answered(status: Int, retryAfterSeconds: Int64? = nil)
    /// No answer within the policy's time.
    case timedOut
    /// No connection, or one that broke before an answer.
    case unreachable

    /// Every provider takes any 2xx for a success, and nothing else.
    package var isAcknowledged: Bool {
        if case .answered(let status, _) = self { (200..<300).contains(status) } else { false }
    }
}

/// The life of one notification on its way to one endpoint: attempts, waits, and an end.
///
/// A state machine without a clock: every step takes the time, in microseconds since any fixed
/// instant.
///
///     waiting ──begin──▶ under way ──end──▶ acknowledged
///        ▲                   │
///        └───── delay ───────┤ (attempts left)
///        ▲                   └────────────▶ expired | abandoned
///        └──────── resend ────────────────────┘
package struct DeliveryLife: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        case waiting(until: Int64)
        case underWay(answerBy: Int64)
        case acknowledged
        /// Kept to be sent again on demand.
        case expired
        case abandoned
    }

    package private(set) var state: State
    /// Attempts that have begun, those of a resending included.
    package private(set) var attempts = 0
    /// The notification expired once and goes its last way on demand.
    package private(set) var isResent = false

    package init(dueAt time: Int64) {
        state = .waiting(until: time)
    }

    /// What a provider's retry counter says: attempts before the one that runs.
    package var retries: Int { max(0, attempts - 1) }

    package var isOver: Bool {
        switch state {
        case .waiting, .underWay: false
        case .acknowledged, .expired, .abandoned: true
        }
    }

    /// Begins the next attempt; false where none is due.
    package mutating func begin(at now: Int64, by policy: DeliveryPolicy) -> Bool {
        guard case .waiting(let time) = state, time <= now else { return false }
        attempts += 1
        state = .underWay(answerBy: now + policy.answerDeadlineMicroseconds)
        return true
    }

    /// Ends the attempt that runs; without effect where none does.
    package mutating func end(
        _ result: AttemptResult, at now: Int64, by policy: DeliveryPolicy
    ) {
        guard case .underWay = state else { return }
        if result.isAcknowledged {
            state = .acknowledged
        } else if policy.disablesWhenGone, case .answered(410, _) = result {
            state = .abandoned
        } else if isResent || attempts >= policy.attempts {
            state = policy.ending == .expired ? .expired : .abandoned
        } else {
            state = .waiting(until: now + delay(after: result, by: policy))
        }
    }

    /// Sends an expired notification once more.
    ///
    /// Assumed: one attempt, after which a failure leaves it expired again.
    package mutating func resend(at now: Int64) {
        guard state == .expired else { return }
        isResent = true
        state = .waiting(until: now)
    }

    /// Ends the life of a notification that nobody wants any more: its endpoint was deleted, or
    /// disabled (assumed: what waits then is lost).
    package mutating func abandon() {
        if !isOver { state = .abandoned }
    }

    private func delay(after result: AttemptResult, by policy: DeliveryPolicy) -> Int64 {
        let planned = policy.delaysMicroseconds[attempts - 1]
        guard policy.heedsRetryAfter, case .answered(_, let seconds?) = result else {
            return planned
        }
        // A day is the longest that anybody is waited for.
        return max(planned, min(max(0, seconds), 86_400) * 1_000_000)
    }
}
