import EventLog
import Events
import Postgres
import Programs
import Projection
import Providers
import SimulatedProviders
import TestSupport
import Testing

/// Identifiers compare by their bytes, also in a database that sorts as a language does.
@Suite struct CollationTests {
    /// English puts `evt_a` before `evt_B`, bytes put it after: the first report of the two decides
    /// the opening balance, from memory or from the tables.
    @Test func theFirstReportIsTheSameInAnyCollation() throws {
        try withEnglishDatabase { fixture in
            let source = try fixture.source(.agentcard)
            try fixture.append(Self.bodies, to: source)
            let whole = try fixture.project(source, generation: 1)
            let pieces = try fixture.project(
                source, generation: 2, batchEvents: 1, restartAfter: 1, window: 1)
            let accounts = try [whole, pieces].map { generation in
                try fixture.lines(
                    """
                    SELECT account_id, opening, posted, drift FROM projection.account
                    WHERE generation = \(generation.number) ORDER BY account_id
                    """)
            }
            #expect(accounts[0].contains("card_1|220.00|200.00|10.00"))
            #expect(accounts[1] == accounts[0])
        }
    }

    @Test func everyIndexedIdentifierComparesByItsBytes() throws {
        try ProjectionFixture.with { fixture in
            let others = try fixture.lines(
                """
                SELECT DISTINCT c.relname, a.attname
                FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid AND c.relkind = 'p'
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                WHERE c.relnamespace = 'projection'::regnamespace
                  AND a.atttypid = 'text'::regtype AND a.attcollation <> '"C"'::regcollation
                """)
            #expect(others == [])
        }
    }

    private static func time(_ second: Int64) -> Timestamp {
        Timestamp(microseconds: (1_780_000_000 + second) * 1_000_000)
    }

    private static func report(_ id: String, cents: Int64, at second: Int64) -> [UInt8] {
        let card = AgentCardPayload.Card(
            id: "card_1", holderID: "holder_1", last4: "1001", spendLimitCents: 0,
            balanceCents: cents)
        let body = AgentCardPayload.cardUpdated(
            card, AgentCardPayload.Envelope(id: id, createdAt: time(second), isLive: true))
        return body.bytes
    }

    /// Two first reports of one time, some later ones, and an earlier purchase that came last.
    private static var bodies: [[UInt8]] {
        var bodies = [
            report("evt_a", cents: 10_000, at: 30), report("evt_B", cents: 20_000, at: 30),
        ]
        for number in 1...4 {
            bodies.append(report("evt_\(number)", cents: 21_000, at: Int64(30 + 60 * number)))
        }
        let purchase = AgentCardPayload.Transaction(
            id: "txn_1", cardID: "card_1", amountCents: 2_000, merchant: "Shop", mcc: "5411")
        let envelope = AgentCardPayload.Envelope(id: "evt_late", createdAt: time(10), isLive: true)
        bodies.append(AgentCardPayload.transaction(.cleared, purchase, envelope).bytes)
        return bodies
    }

    private func withEnglishDatabase(_ body: (ProjectionFixture) throws -> Void) throws {
        try TestDatabase.with(
            template: "template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'", isDurable: false
        ) { database in
            let owner = try database.connect()
            defer { owner.close() }
            try owner.execute(Migrator.rolesScript)
            try Migrator(owner).migrate()
            let service = try database.connect(role: "trueup_service")
            defer { service.close() }
            try body(
                ProjectionFixture(database: database, service: service, superuser: owner))
        }
    }
}
