import Testing

@testable import Faults
@testable import Programs

/// What counts as found, missed, differing and false.
@Suite struct FindingComparisonTests {
    private func expected(
        _ reports: Set<String>, _ severity: ExpectedFinding.Severity = .error,
        _ status: ExpectedFinding.Status = .open, or others: Set<ExpectedFinding.Standing> = [],
        isRequired: Bool = true
    ) -> ExpectedFinding {
        var finding = ExpectedFinding(
            .balanceGap, ProgramSubject(.account, "card_a"),
            reports.count == 1 ? .exactly(reports.first ?? "") : .oneOf(reports), severity, status)
        finding.otherStandings = others
        finding.isRequired = isRequired
        return finding
    }

    private func found(
        _ report: String, _ severity: String = "error", _ status: String = "open"
    ) -> FoundFinding {
        FoundFinding(
            rule: "balance-gap", subjectKind: "account", subjectID: "card_a",
            discriminator: report, severity: severity, status: status)
    }

    private func compare(_ expected: [ExpectedFinding], _ found: [FoundFinding]) -> String {
        let comparison = FindingComparison(
            expected: expected, found: found, rules: FaultRun.rules)
        #expect(
            comparison.isPerfect
                == (comparison.missed.isEmpty && comparison.differing.isEmpty
                    && comparison.falseAlarms.isEmpty))
        return "missed \(comparison.missed.count), differing \(comparison.differing.count), "
            + "false \(comparison.falseAlarms.count)"
    }

    @Test func whatMustBeThere() {
        #expect(compare([expected(["a"])], [found("a")]) == "missed 0, differing 0, false 0")
        #expect(compare([expected(["a"])], []) == "missed 1, differing 0, false 0")
        #expect(compare([], [found("a")]) == "missed 0, differing 0, false 1")
        #expect(
            compare([expected(["a"])], [found("a", "info")]) == "missed 0, differing 1, false 0")
        #expect(
            compare([expected(["a"])], [found("a", "error", "resolved")])
                == "missed 0, differing 1, false 0")
        #expect(
            compare([expected(["a"])], [found("a", "error", "acknowledged")])
                == "missed 0, differing 0, false 0")
    }

    @Test func whatMayStandOtherwise() {
        let either = expected(["a"], or: [ExpectedFinding.Standing(.info, .resolved)])
        #expect(
            compare([either], [found("a", "info", "resolved")]).hasSuffix("differing 0, false 0"))
        #expect(compare([either], [found("a", "info")]) == "missed 0, differing 1, false 0")
    }

    @Test func whatMayBeThereMustStandAsItMay() {
        let allowed = expected(["a"], isRequired: false)
        #expect(compare([allowed], []) == "missed 0, differing 0, false 0")
        #expect(compare([allowed], [found("a", "info")]) == "missed 0, differing 1, false 0")
    }

    /// Two gaps that may both end at `b` are two findings.
    @Test func eachGapNeedsAFindingOfItsOwn() {
        let gaps = [expected(["a", "b"]), expected(["b", "c"])]
        #expect(compare(gaps, [found("a"), found("b")]) == "missed 0, differing 0, false 0")
        #expect(compare(gaps, [found("b"), found("c")]) == "missed 0, differing 0, false 0")
        #expect(compare(gaps, [found("b")]) == "missed 0, differing 1, false 0")
        #expect(compare(gaps, [found("a")]) == "missed 1, differing 0, false 0")
        #expect(
            compare(gaps, [found("a"), found("b"), found("c", "info", "resolved")])
                == "missed 0, differing 0, false 0")
    }
}
