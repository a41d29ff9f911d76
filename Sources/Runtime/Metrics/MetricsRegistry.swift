import Synchronization

/// All metrics of the process, and their Prometheus text.
///
/// Asking twice for the same name and labels gives the same metric, so that rooms need not share
/// more than the registry. Asking is for start-up or for rare labels: keep what you get, counting
/// then takes one atomic addition.
package final class MetricsRegistry: Sendable {
    private let families = Mutex<[String: MetricFamily]>([:])

    package init() {}

    /// A number that only grows.
    ///
    /// By convention its name ends in `_total`.
    package func counter(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:]
    ) -> Counter {
        let metric = metric(name, kind: .counter, help: help, labels: labels) {
            .counter(Counter())
        }
        guard case .counter(let counter) = metric else { Self.refuse(name) }
        return counter
    }

    /// A number that goes up and down.
    package func gauge(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:]
    ) -> Gauge {
        let metric = metric(name, kind: .gauge, help: help, labels: labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = metric else { Self.refuse(name) }
        return gauge
    }

    /// A gauge whose value is asked for at each reading, such as the size of a queue.
    package func gauge(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:],
        reading: @escaping @Sendable () -> Double
    ) {
        _ = metric(name, kind: .gauge, help: help, labels: labels) { .reading(reading) }
    }

    /// A distribution over buckets.
    package func histogram(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:],
        upperBounds: [Double] = Histogram.latencySeconds
    ) -> Histogram {
        let metric = metric(name, kind: .histogram, help: help, labels: labels) {
            .histogram(Histogram(upperBounds: upperBounds))
        }
        guard case .histogram(let histogram) = metric else { Self.refuse(name) }
        return histogram
    }

    private static func refuse(_ name: String) -> Never {
        preconditionFailure("\(name) is already a metric of another kind")
    }

    private func metric(
        _ name: String, kind: MetricKind, help: String, labels: KeyValuePairs<String, String>,
        make: () -> Metric
    ) -> Metric {
        precondition(PrometheusText.isMetricName(name), "\(name) is no name for a metric")
        for (label, _) in labels {
            precondition(PrometheusText.isLabelName(label), "\(label) is no name for a label")
        }
        let key = PrometheusText.labels(labels)
        return families.withLock { families in
            var family = families[name] ?? MetricFamily(kind: kind, help: help)
            precondition(family.kind == kind, "\(name) is already a \(family.kind.rawValue)")
            if let known = family.metrics[key] { return known }
            let made = make()
            family.metrics[key] = made
            families[name] = family
            return made
        }
    }

    /// The text that `GET /metrics` answers, sorted by name and labels.
    package func prometheusText() -> String {
        // Read outside the lock: a gauge's reading may take locks of its own.
        let families = self.families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += PrometheusText.family(name, family)
        }
        return text
    }
}

/// What a family of metrics is, as Prometheus names it.
enum MetricKind: String, Sendable {
    case counter, gauge, histogram
}

/// One metric of a family.
enum Metric: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case reading(@Sendable () -> Double)
    case histogram(Histogram)
}

/// All metrics of one name, by the text of their labels.
struct MetricFamily: Sendable {
    let kind: MetricKind
    let help: String
    var metrics: [String: Metric] = [:]
}
