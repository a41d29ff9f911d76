import Providers
import Reconciliation

/// The section of the page that the list of rules makes.
enum RuleSections {
    static var all: [GeneratedSection] {
        [GeneratedSection(name: "rules", markdown: rules)]
    }

    private static var rules: String {
        GeneratedSection.table(
            ["Rule", "Severity", "Flags that", "Its threshold", "Default"],
            Rule.all.map { rule in
                [
                    "`\(rule.name)`", rule.severities.map(\.rawValue).joined(separator: ", "),
                    rule.flags,
                    rule.thresholds.map { "`\($0.name)`: \($0.meaning)" }.joined(separator: "; "),
                    rule.thresholds.map(text).joined(separator: "; "),
                ]
            })
    }

    private static func text(_ threshold: Threshold) -> String {
        switch threshold.defaultValue {
        case .seconds(let seconds): return duration(seconds)
        case .deliveryRetries:
            let usual = Thresholds()[threshold]
            let others = Provider.all.filter { $0.deliveryRetrySeconds != usual }
            return
                ([duration(usual)]
                + others.map { "\($0.name) \(duration($0.deliveryRetrySeconds))" })
                .joined(separator: "; ")
        }
    }

    private static func duration(_ seconds: Int64) -> String {
        seconds % 3_600 == 0 ? "\(seconds / 3_600) h" : "\(seconds / 60) min"
    }
}
