import EventLog
import Runtime

/// What the intake counts.
final class IntakeMetrics: Sendable {
    let pings: Counter
    private let outcomes: [String: Counter]
    private let appendSeconds: Histogram
    private let registry: MetricsRegistry

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        pings = registry.counter(
            "trueup_intake_pings_total", help: "Authentic deliveries without an event.")
        outcomes = Dictionary(
            uniqueKeysWithValues: AppendOutcome.words.map { word in
                let counter = registry.counter(
                    "trueup_intake_deliveries_total",
                    help: "Authentic deliveries by outcome.", labels: ["outcome": word])
                return (word, counter)
            })
        appendSeconds = registry.histogram(
            "trueup_intake_append_seconds",
            help: "From a verified delivery to the return of its commit.")
    }

    /// - Parameter word: One of `AppendOutcome.words`.
    func observe(_ word: String, nanoseconds: UInt64) {
        outcomes[word]?.increment()
        appendSeconds.observe(Double(nanoseconds) / 1e9)
    }

    /// The queue was full, or the service is stopping.
    func countUnaccepted() {
        outcomes["unavailable"]?.increment()
    }

    /// Causes are a closed set and sources are configured, so the labels are few.
    func countRefusal(cause: String, source: String) {
        registry.counter(
            "trueup_intake_refusals_total", help: "Refused deliveries by cause.",
            labels: ["source": source, "cause": cause]
        ).increment()
    }
}

extension AppendOutcome {
    static let words = [
        "appended", "quarantined", "duplicate", "conflict", "refused", "unavailable",
    ]

    /// What the sender is told and the metrics count: one of `words`.
    func word(isDecoded: Bool) -> String {
        switch self {
        case .appended: isDecoded ? "appended" : "quarantined"
        case .duplicate: "duplicate"
        case .conflict: "conflict"
        case .refused: "refused"
        case .unavailable: "unavailable"
        }
    }
}
