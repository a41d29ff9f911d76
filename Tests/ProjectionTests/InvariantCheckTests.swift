import Postgres
import Projection
import Providers
import Testing

/// The checks hold on what the projector writes, and each of them sees what a superuser breaks.
@Suite struct InvariantCheckTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        let check: String
        let sql: String
        var testDescription: String { check }

        init(_ check: String, _ sql: String) {
            self.check = check
            self.sql = sql
        }
    }

    static let damages = [
        Damage(
            "entries_sum_to_zero",
            "UPDATE projection.entry SET amount = amount + 1 WHERE account_id = '@network'"),
        Damage(
            "currencies_sum_to_zero",
            "UPDATE projection.account SET posted = posted + 0.01 WHERE account_id = '@funding'"),
        Damage(
            "accounts_equal_entries",
            "UPDATE projection.account SET available = available - 1 WHERE kind = 'account'"),
        Damage(
            "accounts_equal_entries",
            "DELETE FROM projection.account WHERE account_id = '@network'"),
        Damage(
            "holds_equal_pending",
            "UPDATE projection.transaction SET held = 1 WHERE state = 'cleared'"),
        Damage(
            "holds_equal_pending",
            "UPDATE projection.transaction SET held = held + 1 WHERE state = 'authorized'"),
        Damage(
            "versions_do_not_overlap",
            """
            INSERT INTO projection.entry SELECT (e).* FROM (
                SELECT jsonb_populate_record(e, '{"known_from": 9}') AS e
                FROM projection.entry e WHERE known_from < 9 AND known_until IS NULL) AS copied
            """),
        Damage(
            "positions_are_covered",
            "UPDATE projection.generation SET checkpoint = 9999"),
        Damage("positions_are_covered", "DELETE FROM projection.quarantine"),
        Damage(
            "positions_are_covered",
            """
            INSERT INTO projection.quarantine
            SELECT 1, 1, min(position), now(), 'none', 'open' FROM projection.entry
            """),
        Damage("positions_are_covered", "DELETE FROM log.event WHERE position = 3"),
        Damage(
            "findings_follow_their_history",
            "UPDATE projection.finding SET status = 'dismissed'"),
        Damage(
            "findings_follow_their_history",
            "DELETE FROM projection.finding_history WHERE transition = 1"),
    ]

    @Test(arguments: damages) func aBrokenRowIsSeen(damage: Damage) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.nymcard)
            try fixture.append(
                GeneratedHistory.bodies(.nymcard, count: 300, seed: 3), to: source)
            try fixture.project(source)
            #expect(try InvariantChecks.run(on: fixture.service) == [])
            try fixture.withoutGuards(damage.sql)
            let failures = try InvariantChecks.run(on: fixture.service, source: source.name)
            let failure = failures.first { $0.name == damage.check }
            #expect(failure?.source == source.name)
            #expect(failure?.rows.first?.hasPrefix("generation g1, ") == true)
            #expect(try InvariantChecks.run(on: fixture.service, source: "another") == [])
        }
    }
}
