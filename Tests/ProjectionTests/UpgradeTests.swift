import EventLog
import FoundationEssentials
import Postgres
import Projection
import Providers
import Schema
import TestSupport
import Testing

/// A database of this version, full of events and books, under a next version's migration.
///
/// The migration is made up until there is a real one: then the steps before it are the first, and
/// `next` is it. `TRUEUP_UPGRADE_EVENTS` sets how many events; a migration that takes long says so.
@Suite struct UpgradeTests {
    private static let events =
        Int64(ProcessInfo.processInfo.environment["TRUEUP_UPGRADE_EVENTS"] ?? "") ?? 5_000

    @Test func theBooksOfTheVersionBeforeAreKeptAndCanBeRebuilt() throws {
        try TestDatabase.with(isDurable: false) { database in
            let superuser = try database.connect()
            try superuser.execute(Migrator.rolesScript)
            try Migrator(superuser, steps: Schema.steps).migrate()
            #expect(
                try Migrator(superuser, steps: Self.nextSteps).check() == .behind([Self.next.name]))
            try fill(superuser)
            let before = try superuser.queryText(Self.sums).rows
            try upgrade(superuser)
            #expect(try Migrator(superuser, steps: Self.nextSteps).check() == .upToDate)
            #expect(try Migrator(superuser).check() == .ahead([Self.next.name]))
            #expect(try superuser.queryText(Self.sums).rows == before)
            let service = try database.connect(role: "trueup_service")
            let fixture = ProjectionFixture(
                database: database, service: service, superuser: superuser)
            #expect(try InvariantChecks.run(on: service) == [])
            #expect(
                try fixture.lines(
                    """
                    SELECT posted, pending FROM trueup.balance_at('agentcard', '@network',
                        'infinity')
                    """) == ["0.00|\(Self.events * 3 / 2).00"])
            // Other code folded them, which `trueup status` tells from this.
            let store = GenerationStore(connection: service)
            let old = try #require(try store.active(source: 1))
            #expect(old.build != foldVersion)
            let source = TestSource(
                sourceID: 1, configuration: try TestSource.configuration(.agentcard, "agentcard"))
            let (comparison, _) = try fixture.rehearse(fixture.rebuild(source))
            #expect(comparison.isLevel)
            #expect(comparison.counts[.accounts] == 0)
            #expect(try fixture.rebuild(source).run(newNumber: 3) { _ in }.state == .active)
            #expect(try InvariantChecks.run(on: service) == [])
        }
    }

    /// Does what migrations do: a column in the log and one in the books, and a view that stands in
    /// the way and comes back.
    private static let next = SchemaStep.migration(
        "m0010_next",
        Array(
            """
            ALTER TABLE log.head ADD COLUMN seen bigint NOT NULL DEFAULT 0;
            DROP VIEW trueup.activity;
            DELETE FROM migration.applied WHERE name = 'trueup_activity';
            ALTER TABLE projection.activity ALTER COLUMN kind TYPE text COLLATE "C";
            ALTER TABLE projection.account ADD COLUMN note text
            """.utf8))

    private static var nextSteps: [SchemaStep] {
        let last = Schema.steps.lastIndex { $0.kind == .migration } ?? 0
        return Schema.steps[...last] + [next] + Schema.steps[(last + 1)...]
    }

    private static let sums = """
        SELECT account_id, currency, layer, count(*), sum(amount), sum(available)
        FROM projection.entry GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """

    private func upgrade(_ connection: Connection) throws {
        let began = ContinuousClock.now
        let applied = try Migrator(connection, steps: Self.nextSteps).migrate()
        #expect(applied == [Self.next.name, "trueup_activity"])
        let milliseconds = Int((ContinuousClock.now - began) / .milliseconds(1))
        if milliseconds > 1_000 { print("the next migration: \(milliseconds) ms") }
    }

    /// One authorization an event, of 1.50 each, on 500 cards; folded to the end.
    private func fill(_ connection: Connection) throws(PostgresError) {
        try connection.execute(
            """
            SET session_replication_role = replica;
            INSERT INTO log.source VALUES (1, 'agentcard', 'agentcard', 'live', now());
            INSERT INTO log.secret VALUES (1, sha256('secret'));
            INSERT INTO log.head VALUES (1, \(Self.events), sha256('head'), now(), 1);
            INSERT INTO log.epoch VALUES (1, 1, 1, now());
            INSERT INTO log.event (source_id, position, kind, event_id, event_key, type, subject,
                created_at, received_at, salt, body, content_digest, digest, chain)
            SELECT 1, i, 'webhook', 'evt_' || i, md5('evt_' || i)::uuid, 'transaction.authorized',
                'txn_' || i, \(Self.time), \(Self.time) + interval '1 second',
                uuid_send(gen_random_uuid()), convert_to(\(Self.body), 'UTF8'), sha256('c'),
                sha256('d'), sha256('e')
            FROM generate_series(1, \(Self.events)) AS i
            """)
        try connection.execute("SELECT projection.create_partitions(1)")
        try connection.execute(
            """
            INSERT INTO projection.generation (source_id, generation, name, state, checkpoint,
                judged_until, settings, settings_digest, build)
            VALUES (1, 1, 'g1', 'active', \(Self.events),
                (SELECT max(received_at) FROM log.event), '{}', '', '1');
            INSERT INTO projection.active VALUES (1, 1);
            INSERT INTO projection.transaction (source_id, generation, transaction_id, state, kind,
                currency, authorized, held, cleared, reversed, refunded, card_id, created_at,
                updated_at, steps, mentions)
            SELECT 1, 1, 'txn_' || i, 'authorized', 'payment', 'USD', 1.50, 1.50, 0, 0, 0,
                'card_' || i % 500, \(Self.time), \(Self.time), '[{"kind":"authorized"}]', '[]'
            FROM generate_series(1, \(Self.events)) AS i;
            INSERT INTO projection.entry
            SELECT 1, 1, md5(i || '/' || leg)::uuid, i, NULL, 'txn_' || i,
                CASE leg WHEN 0 THEN 'card_' || i % 500 ELSE '@network' END, 'USD',
                CASE leg WHEN 0 THEN 'card' ELSE 'network' END, 'pending', sign * 1.50,
                least(sign * 1.50, 0), \(Self.time), 'stated', 'authorized', 'evt_' || i, 0, leg, i
            FROM generate_series(1, \(Self.events)) AS i, (VALUES (0, -1), (1, 1)) AS v (leg, sign);
            INSERT INTO projection.account (source_id, generation, account_id, currency, kind,
                posted, pending, available, entry_count, last_event_at)
            SELECT 1, 1, account_id, 'USD', min(account_kind), 0, sum(amount), sum(available),
                count(*), CASE WHEN account_id <> '@network' THEN max(effective_at) END
            FROM projection.entry GROUP BY account_id;
            SELECT projection.sum_blocks(1, 1, 0, \(Self.events) / 4096 - 1);
            SET session_replication_role = origin
            """)
    }

    private static let time = "timestamptz '2026-01-01' + i * interval '30 seconds'"
    private static let body = """
        format('{"id":"evt_%s","type":"transaction.authorized","created":1767225600,'
            '"livemode":true,"data":{"id":"txn_%s","card_id":"card_%s","amount_cents":150,'
            '"currency":"USD","merchant":"SHOP","status":"PENDING","type":"AUTHORIZATION",'
            '"created_at":"2026-01-01T00:00:01.000Z"}}', i, i, i % 500)
        """
}
