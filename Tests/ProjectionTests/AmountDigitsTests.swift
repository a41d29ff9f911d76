import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// An amount of a currency shows the currency's digits, also where it is the sum of nothing.
@Suite struct AmountDigitsTests {
    /// Every amount that the views show, in one column.
    private static let amounts = """
        SELECT currency, unnest(ARRAY[posted, pending, available, reported_balance,
            reported_available, drift]) AS amount, 'accounts' AS place FROM trueup.accounts
        UNION ALL
        SELECT currency, unnest(ARRAY[authorized, held, cleared, reversed, refunded]),
            'transactions' FROM trueup.transactions
        UNION ALL
        SELECT currency, unnest(ARRAY[amount, posted, pending, available]), 'running_balances'
        FROM trueup.running_balances
        UNION ALL
        SELECT currency, unnest(ARRAY[posted, pending, available, posted_change, pending_change,
            available_change]), 'daily_balances' FROM trueup.daily_balances
        UNION ALL
        SELECT currency, unnest(ARRAY[posted, pending, available]), 'account_balances'
        FROM trueup.account_balances
        UNION ALL
        SELECT b.currency, unnest(ARRAY[b.posted, b.pending, b.available]), 'balance_at'
        FROM trueup.accounts a CROSS JOIN LATERAL
            trueup.balance_at(a.source, a.account_id, 'infinity') b
        UNION ALL
        SELECT currency, amount, 'findings' FROM trueup.findings
        UNION ALL
        SELECT currency, amount, 'entries' FROM trueup.entries
        """

    @Test(arguments: [Provider.nymcard, .agentcard, .uphold])
    func noAmountHasFewerDigitsThanItsCurrency(provider: Provider) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(provider)
            try fixture.shortenBlocks(to: 64)
            try fixture.append(
                GeneratedHistory.bodies(provider, count: 400, seed: 5), to: source)
            try fixture.project(source)
            let tooShort = try fixture.lines(
                """
                SELECT DISTINCT place, currency, amount FROM (\(Self.amounts)) AS shown
                WHERE scale(amount) < 2 AND currency IN ('USD', 'EUR', 'AED') ORDER BY 1, 2, 3
                """)
            #expect(tooShort == [])
            let shown = try fixture.int64(
                "SELECT count(DISTINCT place) FROM (\(Self.amounts)) AS shown WHERE amount = 0")
            #expect(provider == .uphold || shown >= 5)
        }
    }
}
