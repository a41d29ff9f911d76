package import Events
package import Runtime

/// What the REST sides of all providers have in common.
package struct APIOptions: Sendable {
    /// Program seconds in a real one: the providers' windows of time shrink by it.
    package var speed: Int64 = 1
    /// While one of them lasts, every request is answered 429.
    package var storms = RequestStorms()
    /// Whether the providers' limits of requests hold.
    package var limitsRequests = true
    package var clock = Clock.system

    package init() {}

    package var now: Timestamp { Timestamp(microseconds: clock.wallMicroseconds()) }

    package func budget(_ limit: Int64, perSeconds seconds: Int64) -> RequestBudget {
        RequestBudget(
            limit: limitsRequests ? limit : .max,
            windowMicroseconds: seconds * 1_000_000 / max(1, speed))
    }
}
