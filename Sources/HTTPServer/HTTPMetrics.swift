import Runtime

/// What a server counts, under the label `listener`.
struct HTTPMetrics: Sendable {
    let openConnections: Gauge
    /// Requests that a handler has and that are not answered and sent.
    let openRequests: Gauge
    let heldBodyBytes: Gauge
    /// Answers after the first, or after the client had gone.
    let ignoredAnswers: Counter
    /// Handlers that dropped a request; each was answered 500.
    let droppedResponders: Counter
    /// Requests whose client left before the answer was sent.
    let abandonedRequests: Counter
    let deadlinesMissed: Counter
    private let registry: MetricsRegistry
    private let listener: String

    init(registry: MetricsRegistry, listener: String) {
        self.registry = registry
        self.listener = listener
        openConnections = registry.gauge(
            "trueup_http_open_connections", help: "Connections that are open.",
            labels: ["listener": listener])
        openRequests = registry.gauge(
            "trueup_http_open_requests", help: "Requests a handler has that are not yet answered.",
            labels: ["listener": listener])
        heldBodyBytes = registry.gauge(
            "trueup_http_held_body_bytes", help: "Bytes of bodies of unanswered requests.",
            labels: ["listener": listener])
        ignoredAnswers = registry.counter(
            "trueup_http_ignored_answers_total", help: "Answers that came second or too late.",
            labels: ["listener": listener])
        droppedResponders = registry.counter(
            "trueup_http_dropped_responders_total",
            help: "Requests that a handler dropped, answered 500.", labels: ["listener": listener])
        abandonedRequests = registry.counter(
            "trueup_http_abandoned_requests_total",
            help: "Requests whose client left before the answer.", labels: ["listener": listener])
        deadlinesMissed = registry.counter(
            "trueup_http_deadlines_missed_total",
            help: "Connections closed because a client was too slow.",
            labels: ["listener": listener])
    }

    /// The counter of answers with this status.
    func answers(status: Int) -> Counter {
        registry.counter(
            "trueup_http_answers_total", help: "Answers by status.",
            labels: ["listener": listener, "status": "\(status)"])
    }
}
