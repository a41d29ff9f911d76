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
}
