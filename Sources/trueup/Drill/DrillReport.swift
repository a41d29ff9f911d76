import Events
import Faults
import Programs

/// What a drill prints.
enum DrillReport {
    /// Differences that are shown of each kind.
    private static let shownDifferences = 10

    /// One result for each case; the only one has no label.
    static func print(_ results: [DrillResult], asJSON: Bool) {
        for result in results {
            if asJSON { Terminal.print(json(result)) } else { print(result) }
        }
        guard results.count > 1, !asJSON else { return }
        table("SUMMARY", summaryRows(results), headings: summaryHeadings)
        let wrong = results.count { !$0.isAsExpected }
        Terminal.print(
            wrong == 0
                ? "\nAs it must be, each fault alone."
                : "\nNot as it must be: \(wrong) of \(results.count) faults.")
    }

    private static func print(_ result: DrillResult) {
        if let label = result.label { Terminal.print("\n=== \(label) alone") }
        Terminal.print(
            "Sent \(result.attempts) webhooks of \(result.deliveries) deliveries.")
        table("RULES", ruleRows(result), headings: ruleHeadings)
        if result.faultsMade > 0 || !result.unjudgedFaults.isEmpty {
            table("FAULTS", faultRows(result), headings: faultHeadings)
        }
        if result.faultsMade > 0 { printMasked(result) }
        table("LEDGER AGAINST THE TRUTH", ledgerRows(result), headings: ledgerHeadings)
        lines("findings that differ", result.findingDifferences.sorted())
        let kinds = result.ledgers.sorted { $0.key.name < $1.key.name }
        lines("books that differ", kinds.flatMap(\.value.differences))
        lines("wrong", result.problems)
        Terminal.print("\n" + verdict(result))
    }

    private static func table(_ title: String, _ rows: [[String]], headings: [String]) {
        Terminal.print("\n\(title)")
        let numbers = Set(1..<headings.count - 1)
        for line in Table(headings: headings, rows: rows, rightAligned: numbers).lines {
            Terminal.print("  " + line)
        }
    }

    private static func lines(_ title: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        Terminal.print("\n\(texts.count) \(title):")
        for text in texts.prefix(shownDifferences) { Terminal.print("  \(text)") }
        if texts.count > shownDifferences { Terminal.print("  …") }
    }

    // MARK: Rules

    private static let ruleHeadings = [
        "RULE", "EXPECTED", "FOUND", "MISSED", "FALSE ALARMS", "DIFFERING", "MEDIAN", "MAX", "",
    ]

    private static func ruleRows(_ result: DrillResult) -> [[String]] {
        ExpectedRule.allCases.compactMap { rule in
            let row = result.rules[rule] ?? DrillResult.Rule()
            // Of one fault alone, what has nothing to do with it is left out.
            if result.label != nil, row.isIdle { return nil }
            guard rule.exists else {
                return [
                    rule.rawValue, "\(row.expected)", "–", "–", "–", "–", "–", "–",
                    "rule does not exist yet",
                ]
            }
            return [
                rule.rawValue, "\(row.expected)", "\(row.expected - row.missed)", "\(row.missed)",
                "\(row.falseAlarms)", "\(row.differing)", seconds(median(row.detection)),
                seconds(row.detection.max()), "",
            ]
        }
    }

    private static func median(_ times: [Int64]) -> Int64? {
        times.isEmpty ? nil : times.sorted()[times.count / 2]
    }

    private static func seconds(_ milliseconds: Int64?) -> String {
        guard let milliseconds else { return "–" }
        let rest = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
            + " s"
    }

    // MARK: Faults

    private static let faultHeadings = [
        "FAULT", "MADE", "FOUND", "BY LATER RULES", "REFUSED", "HARMLESS", "MASKED", "",
    ]

    private static func faultRows(_ result: DrillResult) -> [[String]] {
        FaultKind.allCases.compactMap { kind in
            result.faults[kind].map { fault in
                [
                    kind.rawValue, "\(fault.made)", "\(fault.found)", "\(fault.foundByLaterRules)",
                    "\(fault.refused)", "\(fault.harmless)", "\(fault.maskedCount)", "",
                ]
            }
        }
            + result.unjudgedFaults.map { kind in
                [kind.rawValue, "–", "–", "–", "–", "–", "–", "no rule reads an API yet"]
            }
    }

    // MARK: Summary

    private static let summaryHeadings = [
        "FAULT", "MADE", "MASKED", "EXPECTED", "MISSED", "FALSE ALARMS", "DIFFERING",
        "BOOKS DIFFERENT", "",
    ]

    private static func summaryRows(_ results: [DrillResult]) -> [[String]] {
        results.map { result in
            let rules = result.rules.filter { $0.key.exists }.values
            func sum(_ count: (DrillResult.Rule) -> Int) -> String {
                "\(rules.reduce(0) { $0 + count($1) })"
            }
            let books = result.ledgers.values.reduce(0) { sum, ledger in
                sum + counts(of: ledger).reduce(0) { $0 + $1.count.differing }
            }
            return [
                result.label ?? "", "\(result.faultsMade)", "\(result.faultsMasked)",
                sum(\.expected), sum(\.missed), sum(\.falseAlarms), sum(\.differing), "\(books)",
                result.isAsExpected ? "" : "not as it must be",
            ]
        }
            + (results.first?.unjudgedFaults ?? []).map { kind in
                [kind.rawValue, "–", "–", "–", "–", "–", "–", "–", "no rule reads an API yet"]
            }
    }

    private static func printMasked(_ result: DrillResult) {
        let permille = result.faultsMasked * 1_000 / max(1, result.faultsMade)
        Terminal.print(
            "  masked: \(result.faultsMasked) of \(result.faultsMade)"
                + " (\(permille / 10).\(permille % 10) %)")
        for kind in FaultKind.allCases {
            let reasons = result.faults[kind]?.masked ?? [:]
            for (reason, count) in reasons.sorted(by: { $0.key < $1.key }) {
                Terminal.print("    \(kind.rawValue): \(count) × \(reason)")
            }
        }
    }

    // MARK: Ledger

    private static let ledgerHeadings = [
        "PROVIDER", "COMPARED", "EQUAL", "EXPLAINED BY FAULTS", "DIFFERENT", "",
    ]

    private static func ledgerRows(_ result: DrillResult) -> [[String]] {
        result.ledgers.sorted { $0.key.name < $1.key.name }.flatMap { kind, ledger in
            counts(of: ledger).filter { $0.count.compared > 0 }.map { name, count in
                [
                    "\(kind.name) \(name)", "\(count.compared)", "\(count.equal)",
                    "\(count.explained)", "\(count.differing)", "",
                ]
            }
        }
    }

    private static func counts(
        of ledger: DrillLedger
    ) -> [(name: String, count: DrillLedger.Count)] {
        [
            ("accounts", ledger.accounts), ("transactions", ledger.transactions),
            ("holds", ledger.holds), ("cards", ledger.cards),
        ]
    }

    // MARK: All of it

    private static func verdict(_ result: DrillResult) -> String {
        if result.isAsExpected {
            return "As it must be: recall 1.0, precision 1.0, and the books equal the truth."
        }
        var faults: [String] = []
        let rules = result.rules.filter { $0.key.exists }.values
        if rules.contains(where: { $0.missed > 0 }) { faults.append("findings are missing") }
        if rules.contains(where: { $0.falseAlarms > 0 }) { faults.append("there are false alarms") }
        if rules.contains(where: { $0.differing > 0 }) {
            faults.append("findings have another severity, status or amount")
        }
        if result.isTooMuchMasked {
            faults.append("more than a tenth of the faults is masked: use more --events")
        }
        if !result.ledgers.values.allSatisfy(\.isAsExpected) {
            faults.append("the books differ from the truth")
        }
        faults += result.problems.isEmpty ? [] : ["see above"]
        return "Not as it must be: " + faults.joined(separator: "; ") + "."
    }

    private static func json(_ result: DrillResult) -> String {
        JSONWriter.object { object in
            if let label = result.label { object.string("fault_alone", label) }
            object.bool("as_expected", result.isAsExpected)
            object.integer("attempts", result.attempts)
            object.integer("deliveries", result.deliveries)
            object.array("rules") { array in
                for rule in ExpectedRule.allCases {
                    let row = result.rules[rule] ?? DrillResult.Rule()
                    array.object { object in
                        object.string("rule", rule.rawValue)
                        object.bool("exists", rule.exists)
                        object.integer("expected", row.expected)
                        object.integer("found", rule.exists ? row.expected - row.missed : nil)
                        object.integer("missed", rule.exists ? row.missed : nil)
                        object.integer("false_alarms", rule.exists ? row.falseAlarms : nil)
                        object.integer("differing", rule.exists ? row.differing : nil)
                        object.integer("median_milliseconds", median(row.detection))
                        object.integer("max_milliseconds", row.detection.max())
                    }
                }
            }
            object.array("faults") { array in
                for kind in FaultKind.allCases {
                    guard let fault = result.faults[kind] else { continue }
                    array.object { object in
                        object.string("fault", kind.rawValue)
                        object.bool("judged", true)
                        object.integer("made", fault.made)
                        object.integer("found", fault.found)
                        object.integer("found_by_later_rules", fault.foundByLaterRules)
                        object.integer("refused", fault.refused)
                        object.integer("harmless", fault.harmless)
                        object.integer("masked", fault.maskedCount)
                        object.object("masked_reasons") { reasons in
                            for (reason, count) in fault.masked.sorted(by: { $0.key < $1.key }) {
                                reasons.integer(reason, count)
                            }
                        }
                    }
                }
                for kind in result.unjudgedFaults {
                    array.object { object in
                        object.string("fault", kind.rawValue)
                        object.bool("judged", false)
                        object.integer("made", Int?.none)
                    }
                }
            }
            object.array("ledger") { array in
                for (kind, ledger) in result.ledgers.sorted(by: {
                    $0.key.name < $1.key.name
                }) {
                    for (name, count) in counts(of: ledger) {
                        array.object { object in
                            object.string("provider", kind.name)
                            object.string("what", name)
                            object.integer("compared", count.compared)
                            object.integer("equal", count.equal)
                            object.integer("explained", count.explained)
                            object.integer("different", count.differing)
                        }
                    }
                }
            }
            object.array("differences") { array in
                let books = result.ledgers.values.flatMap(\.differences)
                for text in result.findingDifferences + books + result.problems {
                    array.string(text)
                }
            }
        }
    }
}
