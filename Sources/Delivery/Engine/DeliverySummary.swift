/// What a run of the delivery engine came to.
package struct DeliverySummary: Equatable, Sendable {
    /// Notifications taken from the source.
    package var webhooks = 0
    /// Deliveries of a notification to an endpoint: one for each endpoint that subscribes.
    package var deliveries = 0
    /// Attempts, those included that were lost on purpose.
    package var attempts = 0
    package var acknowledged = 0
    /// Attempts after the first of their delivery.
    package var retried = 0
    package var expired = 0
    package var abandoned = 0
    /// Expired ones that were sent again on demand.
    package var resent = 0
    /// Still waiting or under way when the run ended.
    package var unfinished = 0
    package var disabledEndpoints = 0
    /// Answers by status.
    package var statuses: [Int: Int] = [:]
    package var timedOut = 0
    /// Attempts without a connection or an answer.
    package var unreachable = 0
    /// Attempts that a fault kept from ever arriving.
    package var lost = 0
    /// Answers 401 to what must be refused; their deliveries count as abandoned.
    package var expectedRefusals = 0
    /// From the run's start to its end.
    package var elapsedMicroseconds: Int64 = 0

    package init() {}

    package var attemptsPerSecond: Int {
        elapsedMicroseconds > 0 ? Int(Int64(attempts) * 1_000_000 / elapsedMicroseconds) : 0
    }

    /// Given up: nobody will send it any more, unless asked to.
    package var givenUp: Int { max(0, expired + abandoned - resent) }
}
