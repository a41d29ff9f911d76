import Postgres
import Projection
import Providers
import Schema
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
            "history_sums_to_zero",
            """
            UPDATE projection.entry SET known_until = known_until + 1
            WHERE account_id = '@network' AND known_until IS NOT NULL
            """),
        Damage(
            "history_sums_to_zero",
            """
            DELETE FROM projection.entry
            WHERE known_until IS NOT NULL AND account_id NOT LIKE '@%'
            """),
        Damage(
            "hours_equal_entries",
            "UPDATE projection.account_hour SET posted = posted + 1 WHERE account_id = '@network'"),
        Damage(
            "hours_equal_entries",
            "UPDATE projection.account_hour SET entries = entries - 1 WHERE block = 0"),
        Damage("hours_equal_entries", "DELETE FROM projection.account_hour WHERE block = 2"),
        Damage("hours_equal_entries", "UPDATE projection.account_hour SET block = block + 99"),
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

    @Test func everyCheckHasADamageThatItSees() {
        #expect(Set(Self.damages.map(\.check)) == Set(Schema.checks.map(\.name)))
    }

    @Test(arguments: damages) func aBrokenRowIsSeen(damage: Damage) throws {
        try ProjectionFixture.with { fixture in
            try fixture.shortenBlocks(to: 64)
            let source = try fixture.source(.nymcard)
            try fixture.append(
                AccountHoursTests.lateHistory(.nymcard, count: 300, seed: 3), to: source)
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
