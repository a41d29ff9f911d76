import Postgres
import Programs
import Projection
import Providers
import TestSupport
import Testing

/// The sums per account, hour and block are those of the entries, however they came about.
@Suite struct AccountHoursTests {
    /// Bodies in an order that makes most of them late, so that entries are corrected.
    static func lateHistory(_ provider: Provider, count: Int, seed: UInt64) -> [[UInt8]] {
        var random = SeededRandom(seed: seed)
        return GeneratedHistory.bodies(provider, count: count, seed: seed)
            .shuffled(using: &random)
    }

    @Test(arguments: [Provider.nymcard, .agentcard])
    func batchesOfAnySizeGiveTheSameSums(provider: Provider) throws {
        try ProjectionFixture.with { fixture in
            try fixture.shortenBlocks(to: 64)
            let source = try fixture.source(provider)
            try fixture.append(Self.lateHistory(provider, count: 500, seed: 5), to: source)
            var dumps: [[String]] = []
            for (generation, batch) in [(1, 2_000), (2, 11), (3, 64)] as [(Int32, Int32)] {
                try fixture.project(
                    source, generation: generation, batchEvents: batch, restartAfter: 50)
                let dump = try TableDump(fixture, source: source.sourceID, generation: generation)
                dumps.append(dump.rows["account_hour"] ?? [])
            }
            #expect(dumps[0].count > 150)
            for dump in dumps { #expect(dump == dumps[0]) }
            // 500 positions are 7 blocks of 64 and the start of another, which has no sums yet.
            #expect(try fixture.int64("SELECT max(block) FROM projection.account_hour") == 6)
            #expect(
                try fixture.int64(
                    "SELECT count(*) FROM projection.entry WHERE known_until IS NOT NULL") > 0)
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }

    /// A database that was projected into before there were sums gets them with the migration.
    @Test func theMigrationSumsUpWhatIsThere() throws {
        try ProjectionFixture.with { fixture in
            try fixture.shortenBlocks(to: 64)
            let source = try fixture.source(.nymcard)
            try fixture.append(Self.lateHistory(.nymcard, count: 500, seed: 6), to: source)
            try fixture.project(source, generation: 1)
            try fixture.project(source, generation: 3, batchEvents: 200, restartAfter: 2)
            // The migration knew nothing of a zero's digits.
            let sums = """
                SELECT source_id, generation, account_id, currency, hour, block,
                    trim_scale(posted), trim_scale(pending), trim_scale(available), entries
                FROM projection.account_hour ORDER BY 1, 2, 3, 4, 5, 6
                """
            let folded = try fixture.lines(sums)
            #expect(folded.count > 100)
            try fixture.superuser.execute(
                """
                DROP TABLE projection.account_hour CASCADE;
                DROP FUNCTION projection.block_length() CASCADE;
                DROP INDEX IF EXISTS projection.entry_known_from;
                DROP INDEX projection.entry_known_until;
                DROP INDEX projection.entry_closed_account
                """)
            let migration = try SQLFolder.text("migrations/m0006_account_hours.sql")
            try fixture.superuser.execute(migration.replacing("RETURN 4096", with: "RETURN 64"))
            #expect(try fixture.lines(sums) == folded)
        }
    }
}
