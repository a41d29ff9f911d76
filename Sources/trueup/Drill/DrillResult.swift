import Events
import Faults
import Programs
import Simulator

/// What a drill came to, over all its sources.
struct DrillResult {
    struct Rule {
        var expected = 0
        var missed = 0
        var falseAlarms = 0
        /// Found with another severity or status than it must have.
        var differing = 0
        /// From the fault to the finding, in milliseconds.
        var detection: [Int64] = []

        var isIdle: Bool { expected == 0 && missed == 0 && falseAlarms == 0 && differing == 0 }
        var isPerfect: Bool { missed == 0 && falseAlarms == 0 && differing == 0 }
    }

    struct Fault {
        var made = 0
        var found = 0
        var foundByLaterRules = 0
        var refused = 0
        var harmless = 0
        var masked: [String: Int] = [:]

        var maskedCount: Int { masked.values.reduce(0, +) }
    }

    /// What became of the deliveries of one source.
    struct Sending {
        var attempts = 0
        var deliveries = 0
        /// Neither acknowledged nor meant to be refused.
        var givenUp = 0
        /// Taken, although nobody may take it.
        var wronglyTaken = 0
    }

    /// Nil: the drill's only case.
    var label: String?
    /// Asked for, and not made: no rule reads what they act on.
    var unjudgedFaults: [FaultKind] = []
    var attempts = 0
    var deliveries = 0
    var rules: [ExpectedRule: Rule] = [:]
    var faults: [FaultKind: Fault] = [:]
    var ledgers: [ProgramKind: DrillLedger] = [:]
    /// What is wrong beside the tables, one line each.
    var problems: [String] = []
    /// Findings that are not as they must be, one line each.
    var findingDifferences: [String] = []

    var faultsMade: Int { faults.values.reduce(0) { $0 + $1.made } }
    var faultsMasked: Int { faults.values.reduce(0) { $0 + $1.maskedCount } }

    /// More than a tenth of the faults cannot be seen: the run proves too little.
    var isTooMuchMasked: Bool { faultsMasked * 10 > faultsMade }

    var isAsExpected: Bool {
        problems.isEmpty && !isTooMuchMasked
            && rules.allSatisfy { $0.value.isPerfect || !$0.key.exists }
            && ledgers.values.allSatisfy(\.isAsExpected)
    }

    mutating func take(_ sending: Sending, of source: DrillSource) {
        attempts += sending.attempts
        deliveries += sending.deliveries
        if sending.wronglyTaken > 0 {
            problems.append(
                "\(source.name): \(sending.wronglyTaken) forged deliveries were taken")
        }
        let lost = source.program?.plan.neverArrivingCount ?? 0
        if sending.givenUp > lost {
            problems.append("\(source.name): \(sending.givenUp - lost) deliveries were given up")
        }
    }

    // MARK: Findings

    mutating func compareFindings(
        _ source: DrillSource, expected: [ExpectedFinding], found: DrillFindings
    ) {
        let comparison = FindingComparison(
            expected: expected, found: found.list, rules: ExpectedRule.existing)
        let summaries = found.summaries
        for finding in expected where finding.isRequired {
            rules[finding.rule, default: Rule()].expected += 1
        }
        for finding in comparison.missed + comparison.withoutRule {
            rules[finding.rule, default: Rule()].missed += 1
        }
        for finding in comparison.missed {
            findingDifferences.append("\(source.name): missed \(finding.text)")
        }
        for (expected, found) in comparison.differing {
            rules[expected.rule, default: Rule()].differing += 1
            let amounts = expected.amounts?.sorted().map(String.init).joined(separator: " or ")
            findingDifferences.append(
                "\(source.name): \(expected.text)\(amounts.map { " (\($0) minor units)" } ?? "")"
                    + " is \(found.severity) and \(found.status)"
                    + (found.amount.map { ", \($0) minor units" } ?? "")
                    + ": \(summaries[found] ?? "")")
        }
        for alarm in comparison.falseAlarms {
            guard let rule = ExpectedRule(rawValue: alarm.rule) else { continue }
            rules[rule, default: Rule()].falseAlarms += 1
            findingDifferences.append(
                "\(source.name): false alarm \(alarm.rule) \(alarm.severity) \(alarm.status)"
                    + " \(alarm.subjectID) \(alarm.discriminator): \(found.summaries[alarm] ?? "")")
        }
        if source.records.isEmpty { requireNothingWrong(source, found) }
        countFaults(source, expected, comparison, found)
    }

    /// Without a fault, nothing may be worth a warning.
    private mutating func requireNothingWrong(_ source: DrillSource, _ found: DrillFindings) {
        for finding in found.list where finding.severity != "info" {
            problems.append(
                "\(source.name) had no fault, and \(finding.rule) (\(finding.severity)) says:"
                    + " \(found.summaries[finding] ?? "")")
        }
    }

    private mutating func countFaults(
        _ source: DrillSource, _ expected: [ExpectedFinding], _ comparison: FindingComparison,
        _ found: DrillFindings
    ) {
        var detectedAt: [ExpectedFinding.Key: Timestamp] = [:]
        for (expected, finding) in comparison.matched {
            detectedAt[expected.key] = found.detectedAt[finding]
        }
        let outcomes = source.expectations.outcomes(of: source.records, given: expected)
        for (record, outcome) in zip(source.records, outcomes) {
            faults[record.kind, default: Fault()].made += 1
            switch outcome {
            case .found(let keys):
                faults[record.kind, default: Fault()].found += 1
                for key in Set(keys) {
                    guard let rule = ExpectedRule(rawValue: key.rule), let time = detectedAt[key]
                    else { continue }
                    // Before the fault: what shares a finding with an earlier one is known already.
                    let passed = (time.microseconds - record.happensAt.microseconds) / 1_000
                    if passed >= 0 { rules[rule, default: Rule()].detection.append(passed) }
                }
            case .foundByLaterRules: faults[record.kind, default: Fault()].foundByLaterRules += 1
            case .refused: faults[record.kind, default: Fault()].refused += 1
            case .harmless: faults[record.kind, default: Fault()].harmless += 1
            case .masked(let reason):
                faults[record.kind, default: Fault()].masked[reason, default: 0] += 1
            }
        }
    }
}

extension ExpectedFinding {
    fileprivate var text: String {
        let discriminators: String =
            switch discriminator {
            case .exactly(let text): text
            case .oneOf(let texts): texts.sorted().joined(separator: " or ")
            case .any: ""
            }
        return "\(rule.rawValue) \(severity.rawValue) \(status.rawValue) \(subject.kind.rawValue)"
            + " \(subject.id) \(discriminators)"
    }
}
