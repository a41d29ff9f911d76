/// How an endpoint has answered of late, and whether it is still sent to.
///
/// A state machine without a clock, as `DeliveryLife` is.
package struct EndpointHealth: Hashable, Sendable {
    package private(set) var consecutiveFailures: Int64 = 0
    package private(set) var lastSuccessAt: Int64?
    /// The first failure since the last success.
    package private(set) var failingSince: Int64?
    /// Set while the endpoint is disabled.
    package private(set) var disabledAt: Int64?

    package init() {}

    package var isActive: Bool { disabledAt == nil }

    /// Takes the result of an attempt; true where it makes the provider disable the endpoint.
    package mutating func record(
        _ result: AttemptResult, at now: Int64, by policy: DeliveryPolicy
    ) -> Bool {
        if result.isAcknowledged {
            consecutiveFailures = 0
            failingSince = nil
            lastSuccessAt = now
            return false
        }
        consecutiveFailures += 1
        let since = failingSince ?? now
        failingSince = since
        guard isActive else { return false }
        let isGone = policy.disablesWhenGone && result.isGone
        guard isGone || policy.disablesAfterMicroseconds.map({ now - since >= $0 }) == true else {
            return false
        }
        disabledAt = now
        return true
    }

    package mutating func disable(at now: Int64) {
        disabledAt = disabledAt ?? now
    }

    /// Sends to it again; clears the count of failures.
    package mutating func enable() {
        disabledAt = nil
        consecutiveFailures = 0
        failingSince = nil
    }
}

extension AttemptResult {
    fileprivate var isGone: Bool {
        if case .answered(410, _) = self { true } else { false }
    }
}
