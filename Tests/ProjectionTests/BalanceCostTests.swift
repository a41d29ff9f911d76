import Postgres
import Projection
import Providers
import Testing

/// What a balance costs does not grow with the entries of the account.
@Suite struct BalanceCostTests {
    /// Rows and index entries that a query reads, in the functions that it calls, too.
    private func rowsRead(_ query: String, on connection: Connection) throws -> Int64 {
        let statistics = """
            SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(c.oid)
                + CASE c.relkind WHEN 'r' THEN pg_stat_get_xact_tuples_fetched(c.oid) ELSE 0 END),
                0)::int8
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('log', 'projection') AND c.relkind IN ('r', 'i')
            """
        return try connection.transaction(throwingAny: .repeatableRead, readOnly: true) {
            let before = try connection.queryOnce(statistics).onlyRow().int64(0)
            _ = try connection.queryOnce(query)
            return try connection.queryOnce(statistics).onlyRow().int64(0) - before
        }
    }

    @Test func tenTimesTheEntriesAreNotTenTimesTheRows() throws {
        // An hour's 360 entries, the changes of up to 4,096 positions twice (row and index entry),
        // and one sum per hour and block.
        let bound: Int64 = 20_000
        for events in [15_000, 150_000] {
            try ProjectionFixture.with { fixture in
                let source = try fixture.source(.agentcard)
                try fixture.fillBooks(of: source, events: events)
                let reader = fixture.superuser
                for knownEvents in [events, events * 3 / 4, events / 2 - 1_000] {
                    for hoursBack in [0, 5, 12] {
                        let known = "timestamptz '2026-01-01Z' + \(knownEvents) * interval '10 s'"
                        let query = """
                            SELECT posted FROM trueup.balance_at('agentcard', '@network',
                                \(known) - \(hoursBack) * interval '1 hour' - interval '7 min',
                                \(known))
                            """
                        let rows = try rowsRead(query, on: reader)
                        #expect(rows < bound, "\(events) events, \(knownEvents) known")
                        #expect(rows > 100)
                        // Every 50th entry was taken back 200 positions later.
                        let effective = knownEvents - hoursBack * 360 - 42
                        let gone = min(effective, knownEvents - 200) / 50
                        #expect(
                            try reader.queryText(query).rows == [["\(effective - gone)"]])
                    }
                }
            }
        }
    }
}
