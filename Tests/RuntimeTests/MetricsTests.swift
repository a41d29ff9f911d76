import Runtime
import Testing

@Suite("Metrics")
struct MetricsTests {
    @Test("The text is what Prometheus reads: sorted, typed, escaped, with cumulative buckets")
    func writesText() {
        let registry = MetricsRegistry()
        registry.counter(
            "trueup_b_total", help: "Line\nand \\ and \"quotes\".",
            labels: ["source": "a\"b\\c\nd", "kind": "x"]
        ).increment(by: 3)
        registry.gauge("trueup_a", help: "A gauge.").set(-2)
        registry.gauge("trueup_c", help: "Read.") { 0.25 }
        let histogram = registry.histogram(
            "trueup_d_seconds", help: "A histogram.", labels: ["source": "s"],
            upperBounds: [0.5, 1])
        for value in [0.25, 0.5, 0.75, 3] { histogram.observe(value) }
        #expect(
            registry.prometheusText() == #"""
                # HELP trueup_a A gauge.
                # TYPE trueup_a gauge
                trueup_a -2
                # HELP trueup_b_total Line\nand \\ and "quotes".
                # TYPE trueup_b_total counter
                trueup_b_total{kind="x",source="a\"b\\c\nd"} 3
                # HELP trueup_c Read.
                # TYPE trueup_c gauge
                trueup_c 0.25
                # HELP trueup_d_seconds A histogram.
                # TYPE trueup_d_seconds histogram
                trueup_d_seconds_bucket{source="s",le="0.5"} 2
                trueup_d_seconds_bucket{source="s",le="1"} 3
                trueup_d_seconds_bucket{source="s",le="+Inf"} 4
                trueup_d_seconds_sum{source="s"} 4.5
                trueup_d_seconds_count{source="s"} 4

                """#)
    }

    @Test("The same name and labels are the same metric, whatever their order")
    func sharesMetrics() {
        let registry = MetricsRegistry()
        let first = registry.counter("trueup_total", help: "x", labels: ["a": "1", "b": "2"])
        let second = registry.counter("trueup_total", help: "x", labels: ["b": "2", "a": "1"])
        let other = registry.counter("trueup_total", help: "x", labels: ["a": "1", "b": "3"])
        #expect(first === second)
        #expect(first !== other)
    }

    @Test("Counting from many threads loses nothing")
    func countsConcurrently() throws {
        let registry = MetricsRegistry()
        let workers = try (0..<4).map { index in
            try Worker("count \(index)") {
                let counter = registry.counter("trueup_total", help: "x")
                let histogram = registry.histogram("trueup_seconds", help: "x", upperBounds: [1])
                for _ in 0..<10_000 {
                    counter.increment()
                    histogram.observe(0.5)
                }
            }
        }
        for worker in workers { worker.join() }
        #expect(registry.counter("trueup_total", help: "x").value == 40_000)
        #expect(registry.histogram("trueup_seconds", help: "x", upperBounds: [1]).count == 40_000)
    }

    @Test("A name used for two kinds of metric is a programmer's error")
    func refusesTwoKinds() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.counter("trueup_total", help: "x")
            _ = registry.gauge("trueup_total", help: "x")
        }
    }
}
