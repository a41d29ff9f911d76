/// The Prometheus text exposition format, version 0.0.4.
package enum PrometheusText {
    /// The `Content-Type` of the text.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func family(_ name: String, _ family: MetricFamily) -> String {
        var text = "# HELP \(name) \(escaped(family.help, quotes: false))\n"
        text += "# TYPE \(name) \(family.kind.rawValue)\n"
        for (labels, metric) in family.metrics.sorted(by: { $0.key < $1.key }) {
            switch metric {
            case .counter(let counter): text += sample(name, labels, String(counter.value))
            case .gauge(let gauge): text += sample(name, labels, String(gauge.value))
            case .reading(let reading): text += sample(name, labels, number(reading()))
            case .histogram(let histogram): text += samples(name, labels, histogram)
            }
        }
        return text
    }

    private static func samples(_ name: String, _ labels: String, _ histogram: Histogram) -> String
    {
        let reading = histogram.read()
        var text = ""
        var cumulative: UInt64 = 0
        for (bound, count) in zip(histogram.upperBounds, reading.counts) {
            cumulative += count
            let bucket = joined(labels, "le=\"\(number(bound))\"")
            text += sample("\(name)_bucket", bucket, String(cumulative))
        }
        let all = reading.counts.reduce(0, +)
        text += sample("\(name)_bucket", joined(labels, "le=\"+Inf\""), String(all))
        text += sample("\(name)_sum", labels, number(reading.sum))
        text += sample("\(name)_count", labels, String(all))
        return text
    }

    private static func sample(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func joined(_ labels: String, _ label: String) -> String {
        labels.isEmpty ? label : "\(labels),\(label)"
    }

    /// The labels as they stand between the braces, sorted by name: also what tells two metrics
    /// of a family apart.
    static func labels(_ labels: KeyValuePairs<String, String>) -> String {
        labels.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(escaped($0.value, quotes: true))\"" }
            .joined(separator: ",")
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? String(value)
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    static func isMetricName(_ name: String) -> Bool { isName(name, colons: true) }

    static func isLabelName(_ name: String) -> Bool {
        isName(name, colons: false) && !name.hasPrefix("__") && name != "le"
    }

    private static func isName(_ name: String, colons: Bool) -> Bool {
        let bytes = Array(name.utf8)
        return bytes.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"):
                true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
            case UInt8(ascii: ":"): colons
            default: false
            }
        } && !bytes.isEmpty
    }
}
