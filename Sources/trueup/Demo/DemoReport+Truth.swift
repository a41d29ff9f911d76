import Demonstration
import Postgres
import Programs

extension DemoReport {
    /// Compares balances and findings with what the scenario did; true when all agree.
    func compareWithTruth() throws -> Bool {
        var wrong: [String] = []
        for balance in scenario.balances { wrong += try differences(balance) }
        for expectation in scenario.expectations { wrong += try misses(expectation) }
        wrong += try surprises()
        Terminal.print("")
        if wrong.isEmpty {
            Terminal.print(
                "The books equal the simulator's truth: \(scenario.balances.count) balances,"
                    + " \(scenario.expectations.count) deliberate faults found, nothing else.")
        }
        for line in wrong { Terminal.print("  differs from the truth: \(line)") }
        return wrong.isEmpty
    }

    private func differences(_ balance: DemoBalance) throws -> [String] {
        let rows = try connection.queryText(
            """
            SELECT (available + $4::text::numeric = $3::text::numeric)::text, available
            FROM trueup.accounts
            WHERE source = $1 AND account_id = $2 AND kind IN ('card', 'account')
            """,
            [
                .text(balance.source), .text(balance.accountID),
                .text(balance.available.decimal), .text(balance.unseen.decimal),
            ]
        ).rows
        guard rows.count == 1, let row = rows.first else {
            return ["\(balance.source) \(balance.accountID): no such account in the books"]
        }
        guard row[0] == "true" else {
            return [
                "\(balance.source) \(balance.accountID): available is \(row[1] ?? "null"),"
                    + " and should be \(balance.available.decimal) less \(balance.unseen.decimal)"
            ]
        }
        return []
    }

    /// Expectations without the finding that they call for, about what they name.
    private func misses(_ expectation: DemoExpectation) throws -> [String] {
        guard let rule = expectation.rule else { return [] }
        let count = try connection.query(
            """
            SELECT count(*) FROM trueup.findings
            WHERE source = $1 AND rule = $2 AND status = 'open'
              AND (subject_id = $3 OR strpos(summary, $3) > 0)
              AND ($4::text IS NULL OR amount = $4::text::numeric)
            """,
            [
                .text(expectation.source), .text(rule), .text(expectation.subject),
                .text(expectation.amount?.decimal),
            ]
        ).onlyRow().int64(0)
        guard count != 1 else { return [] }
        return [
            "\(expectation.source): \(rule) about \(expectation.subject) found \(count) times"
        ]
    }

    /// Open findings, per source and rule, beyond those that the deliberate faults explain.
    private func surprises() throws -> [String] {
        var expected: [String: Int64] = [:]
        for expectation in scenario.expectations {
            guard let rule = expectation.rule else { continue }
            expected["\(expectation.source) \(rule)", default: 0] += 1
        }
        let found = try connection.query(
            """
            SELECT source || ' ' || rule, count(*), min(summary) FROM trueup.findings
            WHERE status = 'open' GROUP BY 1
            """)
        var surprises: [String] = []
        for row in found where try row.int64(1) > expected[row.text(0)] ?? 0 {
            surprises.append("unexpected finding: \(try row.text(0)): \(try row.text(2))")
        }
        return surprises
    }
}

extension DemoExpectation {
    /// The rule that must find the fault; nil where the answer to the request says it all.
    fileprivate var rule: String? {
        switch sign {
        case .finding(let rule), .laterFinding(let rule, _): rule
        case .answer: nil
        }
    }
}
