import Demonstration
import Events
import Postgres
import Runtime

/// What the demonstration prints of the books, and how it compares them with the truth.
struct DemoReport {
    let scenario: DemoScenario
    let connection: Connection

    /// Waits until every event is folded and no deadline of the demonstration is pending.
    func waitUntilJudged() throws {
        let deadline = ContinuousClock.now + .seconds(30)
        let later = scenario.expectations.compactMap { expectation -> String? in
            if case .laterFinding(let rule, _) = expectation.sign { rule } else { nil }
        }
        while true {
            let lag = try connection.query(
                "SELECT coalesce(sum(lag_events), 0)::int8 FROM trueup.projections"
            ).onlyRow()
            let found = try connection.query(
                "SELECT count(*) FROM trueup.findings WHERE rule = ANY ($1::text[])",
                [.array(later)]
            ).onlyRow().int64(0)
            let unsettled = try connection.query(
                """
                SELECT count(*) FROM trueup.findings WHERE rule = 'balance-gap'
                AND status = 'open' AND severity = 'info'
                """
            ).onlyRow().int64(0)
            if try lag.int64(0) == 0, found >= Int64(later.count), unsettled == 0 { return }
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(
                    .answerIsNo, "the projection did not catch up within 30 seconds")
            }
            pause(milliseconds: 100)
        }
    }

    func printAccounts() throws {
        Terminal.print("\nACCOUNTS  (trueup.accounts; house accounts left out)")
        try Answer.print(
            """
            SELECT source, account_id, currency, posted, pending, available, reported_available,
                   drift
            FROM trueup.accounts WHERE kind IN ('card', 'account') ORDER BY source, account_id
            """, on: connection, asJSON: false, whenEmpty: "none")
    }

    func printFindings() throws {
        Terminal.print("\nFINDINGS  (trueup.findings)")
        let rows = try connection.queryText(
            """
            SELECT severity, source, rule, summary FROM trueup.findings
            WHERE status = 'open'
            ORDER BY array_position(ARRAY['critical', 'error', 'warning', 'info'], severity),
                     source, rule, summary
            """
        ).rows
        for row in rows {
            let cells = row.map { $0 ?? "" }
            Terminal.print("  \(Colour.severity(cells[0])) · \(cells[1]) · \(cells[2])")
            Terminal.print("      \(cells[3])")
        }
    }

    func printNextSteps(directory: DemoDirectory) {
        let trueup = CommandLine.arguments[0]
        let data = "--data \(directory.dataDirectory)"
        Terminal.print(
            """

            GO ON WITH  (in another terminal, while the demonstration serves: without --once)
              \(trueup) status \(data)
              \(trueup) findings \(data)
              \(trueup) psql \(data)
                SELECT * FROM trueup.transactions WHERE state = 'authorized';
                SELECT source, sum(held), currency FROM trueup.transactions GROUP BY 1, 3;
                SELECT at, kind, summary FROM trueup.activity ORDER BY at;
              The configuration that it runs with: \(directory.configurationFile)
            """)
    }
}
