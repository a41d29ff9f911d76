import Events
import Postgres
import Programs
import Projection
import Providers
import SimulatedProviders
import TestSupport
import Testing

/// What `trueup.balance_at` says is the plain sum over the history of the entries.
@Suite struct BalanceAtTests {
    /// (account, time, known at) at random, what the function says of them, and the plain sum.
    ///
    /// Positions are received 30 seconds apart from an hour into 2026 on.
    static let comparison = """
        WITH question AS MATERIALIZED (
            SELECT q.account_id, q.at, q.position,
                   timestamptz '2026-01-01 01:00:10+00' + q.position * interval '30 s' AS known_at
            FROM unnest($2::text[], $3::timestamptz[], $4::int8[]) AS q (account_id, at, position)
        ), said AS (
            SELECT q.*, b.currency, b.posted, b.pending, b.available
            FROM question q
            CROSS JOIN LATERAL trueup.balance_at($1, q.account_id, q.at, q.known_at) AS b
        ), true_one AS (
            SELECT q.*, e.currency, coalesce(sum(e.amount) FILTER (WHERE e.layer = 'posted'), 0),
                   coalesce(sum(e.amount) FILTER (WHERE e.layer = 'pending'), 0), sum(e.available)
            FROM question q
            JOIN projection.entry e
              ON e.account_id = q.account_id AND e.generation = 1 AND e.effective_at <= q.at
             AND e.known_from <= q.position
             AND (e.known_until IS NULL OR e.known_until > q.position)
            GROUP BY q.account_id, q.at, q.position, q.known_at, e.currency
        )
        SELECT (SELECT count(*) FROM said), ARRAY(
            (SELECT 'said ' || s::text FROM (TABLE said EXCEPT TABLE true_one) AS s LIMIT 3)
            UNION ALL
            (SELECT 'true ' || s::text FROM (TABLE true_one EXCEPT TABLE said) AS s LIMIT 3))::text
        """

    @Test(
        arguments: [(Provider.nymcard, 64), (.nymcard, 10), (.agentcard, 64)], [21, 22] as [UInt64])
    func itIsThePlainSumOfTheHistory(given: (provider: Provider, block: Int), seed: UInt64) throws {
        try ProjectionFixture.with { fixture in
            try fixture.shortenBlocks(to: given.block)
            let source = try fixture.source(given.provider)
            let bodies = AccountHoursTests.lateHistory(given.provider, count: 900, seed: seed)
            try fixture.append(bodies, to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 30)
            try fixture.project(source, batchEvents: 130)
            let accounts = try fixture.lines(
                "SELECT DISTINCT account_id FROM projection.entry ORDER BY 1")
            let times = try fixture.lines(
                """
                SELECT DISTINCT (extract(epoch FROM effective_at) * 1e6)::int8
                FROM projection.entry ORDER BY 1
                """
            ).compactMap { Int64($0) }
            var random = SeededRandom(seed: seed)
            func pick<Element>(_ all: [Element]) -> Element {
                all[Int(random.next() % UInt64(all.count))]
            }
            var asked: [(account: String, at: Timestamp, position: Int64)] = []
            for index in 0..<400 {
                let houses = ["@network", "@funding", "@unassigned"]
                // Half of the times are those of entries, to the microsecond.
                let jitter = index % 2 == 0 ? 0 : Int64(random.next() % 7_200_000_000)
                asked.append(
                    (
                        index % 3 == 0 ? pick(houses) : pick(accounts),
                        Timestamp(microseconds: pick(times) + jitter),
                        Int64(random.next() % 905)
                    ))
            }
            let row = try fixture.superuser.query(
                Self.comparison,
                [
                    .text(source.name), .array(asked.map(\.account)), .array(asked.map(\.at)),
                    .array(asked.map(\.position)),
                ]
            ).onlyRow()
            #expect(try row.text(1) == "{}")
            #expect(try row.int64(0) > 100)
        }
    }

    @Test func everyBalanceOfTheViewsIsThatOfTheFunction() throws {
        try ProjectionFixture.with { fixture in
            try fixture.shortenBlocks(to: 64)
            let source = try fixture.source(.nymcard)
            try fixture.append(
                AccountHoursTests.lateHistory(.nymcard, count: 700, seed: 31), to: source)
            try fixture.project(source)
            #expect(
                try fixture.lines(
                    """
                    SELECT d.*, b.* FROM trueup.daily_balances d
                    LEFT JOIN LATERAL trueup.balance_at(d.source, d.account_id,
                        ((d.day + 1)::timestamp AT TIME ZONE 'UTC') - interval '1 microsecond')
                        AS b ON b.currency = d.currency
                    WHERE (d.posted, d.pending, d.available)
                        IS DISTINCT FROM (b.posted, b.pending, b.available)
                    """) == [])
            // The last line of every time; the lines before it are steps towards it.
            #expect(
                try fixture.lines(
                    """
                    SELECT r.*, b.* FROM (
                        SELECT DISTINCT ON (source, account_id, currency, effective_at) *
                        FROM trueup.running_balances
                        ORDER BY source, account_id, currency, effective_at, line DESC) AS r
                    LEFT JOIN LATERAL trueup.balance_at(r.source, r.account_id, r.effective_at)
                        AS b ON b.currency = r.currency
                    WHERE (r.posted, r.pending, r.available)
                        IS DISTINCT FROM (b.posted, b.pending, b.available)
                    """) == [])
            #expect(
                try fixture.lines(
                    """
                    SELECT a.*, d.*, r.* FROM trueup.accounts a
                    LEFT JOIN trueup.daily_balances d ON d.source = a.source
                        AND d.account_id = a.account_id AND d.currency = a.currency
                        AND d.next_day IS NULL
                    LEFT JOIN trueup.running_balances r ON r.source = a.source
                        AND r.account_id = a.account_id AND r.currency = a.currency
                        AND r.line = a.entry_count
                    WHERE a.entry_count > 0
                      AND ((a.posted, a.pending, a.available)
                            IS DISTINCT FROM (d.posted, d.pending, d.available)
                        OR (a.posted, a.pending, a.available)
                            IS DISTINCT FROM (r.posted, r.pending, r.available))
                    """) == [])
            let counts = try fixture.lines(
                """
                SELECT (SELECT sum(entry_count) FROM trueup.daily_balances),
                       (SELECT count(*) FROM trueup.running_balances),
                       (SELECT count(*) FROM trueup.entries)
                """)[0].split(separator: "|").map(String.init)
            #expect(Set(counts).count == 1)
            #expect(Int(counts[0]) ?? 0 > 500)
        }
    }

    /// The edges of the contract, on a history of one account in two currencies.
    @Test func itSaysNothingAboutWhatIsNotThere() throws {
        try ProjectionFixture.with { fixture in
            try fixture.shortenBlocks(to: 2)
            let source = try fixture.source(.nymcard, "cards")
            _ = try fixture.source(.uphold, "wallets")
            let holder = NymCardPayload.Holder(userID: "u", cardID: "c", accountID: "acct-1")
            func load(_ id: String, _ money: SimulatedMoney, _ second: Int64) -> [UInt8] {
                NymCardPayload.transaction(
                    NymCardPayload.Transaction(
                        id: id, messageType: .api, type: "WALLET_CREDIT", amount: money,
                        createdAt: Timestamp(
                            microseconds: (1_767_225_600 + second) * 1_000_000)), holder
                ).bytes
            }
            // The last in the log is the first in time.
            try fixture.append(
                [
                    load("a", SimulatedMoney(10_000, "USD", digits: 2), 7_200),
                    load("b", SimulatedMoney(5_000, "EUR", digits: 2), 7_260),
                    load("c", SimulatedMoney(100, "USD", digits: 2), 3_600),
                ], to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 3_600)
            try fixture.project(source)
            let reader = try fixture.database.connect(role: "trueup_reader")
            func balance(
                _ arguments: String
            ) throws -> [String] {
                try reader.queryText(
                    "SELECT currency, posted, pending, available FROM trueup.balance_at(\(arguments))"
                ).rows.map { row in row.map { $0 ?? "∅" }.joined(separator: "|") }
            }
            let both = ["EUR|50.00|0.00|50.00", "USD|101.00|0.00|101.00"]
            #expect(try balance("'cards', 'acct-1', now()") == both)
            #expect(try balance("'cards', 'acct-1', 'infinity', 'infinity'") == both)
            #expect(
                try balance("'cards', '@funding', now()")
                    == ["EUR|-50.00|0.00|-50.00", "USD|-101.00|0.00|-101.00"])
            // The time itself is included, the microsecond before it is not.
            #expect(
                try balance("'cards', 'acct-1', '2026-01-01 02:00:00Z'") == [
                    "USD|101.00|0.00|101.00"
                ])
            #expect(
                try balance("'cards', 'acct-1', '2026-01-01 01:59:59.999999Z'")
                    == ["USD|1.00|0.00|1.00"])
            // So is the time of receipt: position 1 was received at 2:00, 2 at 3:00, 3 at 4:00.
            let known = "'cards', 'acct-1', '2026-02-01Z'"
            #expect(try balance("\(known), '2026-01-01 04:00:00Z'") == both)
            #expect(
                try balance("\(known), '2026-01-01 03:59:59.999999Z'")
                    == ["EUR|50.00|0.00|50.00", "USD|100.00|0.00|100.00"])
            #expect(try balance("\(known), '2026-01-01 02:30:00Z'") == ["USD|100.00|0.00|100.00"])
            for nothing in [
                "\(known), '2026-01-01 01:59:59Z'", "\(known), '-infinity'",
                "'cards', 'acct-1', '2026-01-01 00:59:59Z'", "'cards', 'acct-1', '-infinity'",
                "'cards', 'acct-2', now()", "'CARDS', 'acct-1', now()",
                "'wallets', 'acct-1', now()",
                "NULL, 'acct-1', now()", "'cards', NULL, now()", "'cards', 'acct-1', NULL",
                "'cards', 'acct-1', now(), NULL",
            ] {
                #expect(try balance(nothing) == [], "\(nothing)")
            }
            // A generation of its own: the books as they stood after two positions.
            let second = try fixture.generation(2, of: source)
            _ = try fixture.projector(second, of: source, batchEvents: 2).foldBatch()
            try reader.execute("SET trueup.generation = 'g2'")
            #expect(
                try balance("'cards', 'acct-1', now()")
                    == ["EUR|50.00|0.00|50.00", "USD|100.00|0.00|100.00"])
            try reader.execute("SET trueup.generation = 'g9'")
            #expect(try balance("'cards', 'acct-1', now()") == [])
        }
    }
}
