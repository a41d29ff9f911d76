import Events
import Postgres
import Programs
import Projection
import Providers
import Testing

/// The order of arrival decides nothing about the books.
@Suite struct ConfluenceTests {
    /// What must be equal whatever the order, without positions and receipts; and where an event
    /// states no time, without the time that our receipt stands in for.
    static let queries = [
        "accounts": """
        SELECT account_id, kind, currency, trim_scale(posted), trim_scale(pending),
               trim_scale(available), reported_balance, reported_available, reported_at,
               trim_scale(drift), entry_count, last_event_at
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

    /// Findings about what is true now, as far as no receipt decides them.
    private static let findings = """
        SELECT f.rule, f.severity, f.subject_kind, f.subject_id, f.discriminator, f.amount,
               f.currency
        FROM projection.finding f JOIN log.source s USING (source_id)
        WHERE s.name = '%' AND f.status = 'open'
          AND f.rule IN ('transaction-unresolved', 'lifecycle-gap', 'balance-gap')
        ORDER BY 1, 2, 3, 4, 5, 6
        """

    /// One way in which a history can come, and how little of it is kept in memory.
    private struct Way {
        var bodies: [[UInt8]]
        var batchEvents: Int32
        var cacheBytes = 128 << 20
        var window: Int?
    }

    private func ways(_ bodies: [[UInt8]], seed: UInt64) -> [Way] {
        var random = SeededRandom(seed: seed)
        // Some come twice.
        let repeated = bodies + bodies.prefix(20)
        return [
            Way(bodies: bodies, batchEvents: 2_000),
            Way(
                bodies: repeated.shuffled(using: &random), batchEvents: 1, cacheBytes: 0,
                window: 1),
            Way(
                bodies: repeated.shuffled(using: &random), batchEvents: 3, cacheBytes: 40_000,
                window: 2),
            Way(bodies: Array(bodies.reversed()), batchEvents: 7, window: 8),
        ]
    }

    @Test(
        "Any order, repetition and batching", arguments: [Provider.nymcard, .agentcard, .uphold],
        [31, 32, 33] as [UInt64])
    func ordersGiveEqualBooksAndFindings(provider: Provider, seed: UInt64) throws {
        try ProjectionFixture.with { fixture in
            let bodies = GeneratedHistory.bodies(provider, count: 220, seed: seed)
            var expected: [String: [String]] = [:]
            for (number, way) in ways(bodies, seed: seed).enumerated() {
                let source = try fixture.source(provider, "way-\(number)")
                try fixture.append(way.bodies, to: source)
                // All are received at one moment: an event without a time may have happened until
                // then, whatever its place in the log.
                try fixture.spreadReceipts(of: source, everySeconds: 0)
                let generation = try fixture.project(
                    source, batchEvents: way.batchEvents, cacheBytes: way.cacheBytes,
                    window: way.window)
                let projector = try fixture.projector(
                    generation, of: source, cacheBytes: way.cacheBytes, window: way.window,
                    deadlineSlice: 1 + 4 * number)
                try projector.sweep()
                var queries = ConfluenceTests.queries
                queries["findings"] = ConfluenceTests.findings
                for (name, query) in queries {
                    let lines = try fixture.lines(query.replacing("%", with: source.name))
                    if number == 0 {
                        expected[name] = lines
                    } else if lines != expected[name] {
                        let difference = Set(lines).symmetricDifference(expected[name] ?? [])
                        Issue.record(
                            "\(name) of way \(number), seed \(seed): \(difference.sorted().prefix(4))"
                        )
                    }
                }
            }
            #expect(expected["findings"]?.isEmpty == false)
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }
}
