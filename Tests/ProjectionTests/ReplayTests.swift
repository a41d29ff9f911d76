import Postgres
import Projection
import Providers
import Testing

/// However the log is cut into batches and however little is kept in memory, the same log gives the
/// same tables, history included.
@Suite struct ReplayTests {
    @Test(arguments: [Provider.nymcard, .agentcard, .uphold])
    func batchesOfAnySizeGiveTheSameTables(provider: Provider) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(provider)
            let bodies = GeneratedHistory.bodies(provider, count: 2_000, seed: 7)
            try fixture.append(bodies, to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 30)
            try fixture.project(source, generation: 1, batchEvents: 2_000)
            let whole = try TableDump(fixture, source: source.sourceID, generation: 1)
            // Enough rows to compare; Uphold books no money, so it has the fewest.
            #expect(whole.count > 1_500)
            try fixture.project(
                source, generation: 2, batchEvents: 7, restartAfter: 41, window: 2, deadlineSlice: 5
            )
            let sevens = try TableDump(fixture, source: source.sourceID, generation: 2)
            #expect(sevens.differences(from: whole) == [])
            try fixture.project(
                source, generation: 3, batchEvents: 1, restartAfter: 333, cacheBytes: 40_000,
                window: 1, deadlineSlice: 1)
            let single = try TableDump(fixture, source: source.sourceID, generation: 3)
            #expect(single.differences(from: whole) == [])
        }
    }

    /// With one batch under way while the next is folded, restarts and evictions between them.
    @Test(arguments: [Provider.nymcard, .agentcard, .uphold])
    func batchesThatOverlapGiveTheSameTables(provider: Provider) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(provider)
            let bodies = GeneratedHistory.bodies(provider, count: 1_500, seed: 8)
            try fixture.append(bodies, to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 30)
            try fixture.project(source, generation: 1, batchEvents: 500)
            let whole = try TableDump(fixture, source: source.sourceID, generation: 1)
            try fixture.withBackground { background in
                let shapes: [(number: Int32, batch: Int32, restart: Int, cache: Int)] = [
                    (2, 1, .max, 128 << 20), (3, 11, 23, 128 << 20), (4, 3, .max, 40_000),
                ]
                for shape in shapes {
                    try fixture.project(
                        source, generation: shape.number, batchEvents: shape.batch,
                        restartAfter: shape.restart, cacheBytes: shape.cache,
                        background: background)
                    let dump = try TableDump(
                        fixture, source: source.sourceID, generation: shape.number)
                    #expect(dump.differences(from: whole) == [], "\(shape)")
                }
            }
        }
    }
}
