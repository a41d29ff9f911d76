import Postgres
import Simulator

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
            SELECT (available + $4::text::numeric = $3::text::numeric)::text, available FROM trueup.accounts
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

    private func misses(_ expectation: DemoExpectation) throws -> [String] {
        let rule: String
        switch expectation.sign {
        case .finding(let name), .laterFinding(let name, _): rule = name
        case .answer: return []
        }
        let count = try connection.query(
            """
            SELECT count(*) FROM trueup.findings
            WHERE source = $1 AND rule = $2 AND subject_id = $3 AND status = 'open'
              AND ($4::text IS NULL OR amount = $4::text::numeric)
            """,
            [
                .text(expectation.source), .text(rule), .text(expectation.subject),
                .text(expectation.amount?.decimal),
            ]
        ).onlyRow().int64(0)
        return count == 1
            ? [] : ["\(expectation.source): \(rule) about \(expectation.subject) found \(count) times"]
    }

    /// Open findings of warning or above that no deliberate fault explains.
    private func surprises() throws -> [String] {
        let expected = scenario.expectations.compactMap { expectation -> String? in
            switch expectation.sign {
            case .finding(let rule), .laterFinding(let rule, _):
                "\(expectation.source) \(rule) \(expectation.subject)"
            case .answer: nil
            }
        }
        return try connection.queryText(
            """
            SELECT source || ' ' || rule || ' ' || subject_id, summary FROM trueup.findings
            WHERE severity <> 'info' AND status = 'open'
            """
        ).rows.compactMap { row in
            expected.contains(row[0] ?? "") ? nil : "unexpected finding: \(row[1] ?? "")"
        }
    }
}
