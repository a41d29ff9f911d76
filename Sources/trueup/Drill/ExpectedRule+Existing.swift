import Faults
import Reconciliation

extension ExpectedRule {
    /// The service has it: for the others a drill says "rule does not exist yet".
    var exists: Bool { Rule.named(rawValue) != nil }

    /// The names of the rules that the service has.
    static let existing = Set(Rule.all.map(\.name))
}

extension DrillThresholds {
    /// Those that a service is configured with.
    mutating func take(_ configured: Thresholds) {
        for threshold in Threshold.all {
            guard let rule = ExpectedRule(rawValue: threshold.name) else { continue }
            self[rule] = configured[threshold]
        }
    }
}
