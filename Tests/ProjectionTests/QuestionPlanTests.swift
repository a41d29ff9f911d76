import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// Questions about one account, event or source find their rows by an index once tables are large.
@Suite struct QuestionPlanTests {
    /// Questions about everything read whole tables, and may.
    static let narrow = [
        "What did an account hold at the end of each day?",
        "What did an account hold at a moment?",
        "Which event moved this balance?",
        "Are the books up to date?",
    ]
    static let others = [
        "SELECT * FROM trueup.accounts WHERE source = 'cards' AND account_id = 'acct-ann'",
        "SELECT * FROM trueup.entries WHERE source = 'cards' AND account_id = 'acct-ann'",
        "SELECT * FROM trueup.entries WHERE source = 'cards' AND transaction_id = '77'",
        "SELECT * FROM trueup.entry_history WHERE source = 'cards' AND transaction_id = '77'",
        "SELECT * FROM trueup.transactions WHERE source = 'cards' AND transaction_id = '77'",
        "SELECT * FROM trueup.events WHERE source = 'cards' AND position BETWEEN 70 AND 80",
        "SELECT * FROM trueup.bodies WHERE source = 'cards' AND position = 77",
        "SELECT * FROM trueup.running_balances WHERE source = 'cards' AND account_id = 'acct-ann'",
        "SELECT * FROM trueup.quarantine WHERE source = 'cards' AND position = 77",
    ]

    @Test func narrowQuestionsReadNoTableWhole() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.nymcard, "cards")
            try fixture.fillBooks(of: source, events: 20_000)
            try fixture.withoutGuards(
                """
                UPDATE projection.entry SET account_id = 'acct-ann' WHERE account_id = 'card-7';
                UPDATE projection.account_hour SET account_id = 'acct-ann'
                WHERE account_id = 'card-7';
                INSERT INTO projection.quarantine
                SELECT \(source.sourceID), 1, i, now(), 'reason', 'open'
                FROM generate_series(1, 20000) AS i;
                INSERT INTO projection.account
                SELECT \(source.sourceID), 1, 'card-' || i, 'USD', 'card', 0, 0, 0, 0
                FROM generate_series(1, 20000) AS i;
                INSERT INTO projection.transaction (source_id, generation, transaction_id, state,
                    authorized, held, cleared, reversed, refunded, steps, mentions)
                SELECT \(source.sourceID), 1, i::text, 'cleared', 0, 0, 0, 0, 0, '[]', '[]'
                FROM generate_series(1, 20000) AS i
                """)
            try fixture.superuser.execute("ANALYZE")
            let questions = try Question.all().filter { Self.narrow.contains($0.title) }
            #expect(questions.count == Self.narrow.count)
            let auditor = try fixture.database.connect(role: "trueup_auditor")
            for query in questions.map(\.query) + Self.others {
                let plan = try auditor.queryText("EXPLAIN \(query)").rows
                    .compactMap { $0[0] }.joined(separator: "\n")
                let large =
                    #/Seq Scan on (entry|account|account_hour|transaction|quarantine|event)/#
                #expect(!plan.contains(large), "\(query)\n\(plan)")
            }
        }
    }
}
