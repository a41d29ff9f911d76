import Events
import Postgres
import Projection
import Providers
import Simulator
import Testing

/// The order of arrival decides nothing about the books.
@Suite struct ConfluenceTests {
    /// What must be equal whatever the order, without positions and receipts; and where an event
    /// states no time, without the time that our receipt stands in for.
    static let queries = [
        "accounts": """
        SELECT account_id, kind, currency, posted, pending, available, reported_balance,
               reported_available, reported_at, drift, entry_count, last_event_at
        FROM trueup.accounts WHERE source = '%' ORDER BY account_id, currency
        """,
        "transactions": """
        SELECT transaction_id, card_id, account_id, kind, state, currency, authorized, held,
               cleared, reversed, refunded, merchant, mcc, created_at, updated_at,
               (SELECT jsonb_agg(step - 'position' - 'received_at')
                FROM jsonb_array_elements(steps) AS step)
        FROM trueup.transactions WHERE source = '%' ORDER BY transaction_id
        """,
        "cards": """
        SELECT card_id, account_id, status, last4, expiry, holder_id, currency, spend_limit,
               opened_at, closed_at, last_event_at
        FROM trueup.cards WHERE source = '%' ORDER BY card_id
        """,
        "entries": """
        SELECT transaction_id, account_id, layer, amount, currency,
               CASE WHEN effective_source = 'stated' THEN effective_at END, effective_source,
               step
        FROM trueup.entries WHERE source = '%' ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
        """,
    ]

    @Test(arguments: [Provider.nymcard, .agentcard, .uphold], [11, 12] as [UInt64])
    func threeOrdersGiveEqualBooks(provider: Provider, seed: UInt64) throws {
        try ProjectionFixture.with { fixture in
            let bodies = GeneratedHistory.bodies(provider, count: 2_000, seed: seed)
            var random = SeededRandom(seed: seed)
            let orders = [bodies, Array(bodies.reversed()), bodies.shuffled(using: &random)]
            for (index, order) in orders.enumerated() {
                let source = try fixture.source(provider, "order-\(index)")
                try fixture.append(order, to: source)
                try fixture.project(source, generation: 1, batchEvents: 173)
            }
            for (name, query) in ConfluenceTests.queries {
                let lines = try (0..<3).map {
                    try fixture.lines(query.replacing("%", with: "order-\($0)"))
                }
                for other in 1...2 where lines[0] != lines[other] {
                    let difference = Set(lines[0]).symmetricDifference(lines[other])
                    Issue.record("\(name) of order \(other): \(difference.sorted().prefix(4))")
                }
                #expect(!lines[0].isEmpty || provider == .uphold)
            }
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }
}
