import Events
import Postgres
import Projection
import Providers
import Testing

/// Deadlines that fall due together fire in slices, each in a transaction of its own.
@Suite struct DeadlineSliceTests {
    /// References to transactions of which nothing else comes.
    private func references(_ count: Int) -> [String] {
        (1...count).map { number in
            """
            {"id":"e\(number)","type":"card:updated","createdAt":"2026-01-01T00:00:00.000Z",\
            "retries":0,"userId":"u","payload":{"id":"card-1","context":{"transaction":\
            {"id":"t\(1_000 + number)"}}}}
            """
        }
    }

    private let history = """
        SELECT h.at, h.to_status, h.reason, f.subject_id
        FROM projection.finding_history h
        JOIN projection.finding f USING (source_id, generation, finding_id)
        WHERE f.generation = % ORDER BY h.transition
        """

    /// Several at one moment: each slice ends between two moments.
    @Test func slicesOfAnySizeGiveTheSameFindings() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.uphold)
            try fixture.append(references(120), to: source)
            try fixture.withoutGuards(
                """
                UPDATE log.event SET received_at = timestamptz '2026-01-01 01:00:00+00'
                    + make_interval(secs => position / 5)
                """)
            var expected: [String] = []
            for (number, slice) in [(1, 2_000), (2, 1), (3, 7), (4, 60)] as [(Int32, Int)] {
                let generation = try fixture.project(source, generation: number)
                let projector = try fixture.projector(
                    generation, of: source, cacheBytes: 0, deadlineSlice: slice)
                try projector.sweep()
                #expect(try !projector.hasDeadlineDue())
                let lines = try fixture.lines(history.replacing("%", with: "\(number)"))
                #expect(lines.count == 120)
                if number == 1 { expected = lines }
                #expect(lines == expected, "slices of \(slice)")
            }
        }
    }

    /// A batch whose first event comes long after many deadlines.
    @Test func aBatchFiresWhatFallsDueBeforeIt() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.uphold)
            try fixture.append(references(60), to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 1)
            let generation = try fixture.project(source, batchEvents: 50)
            let projector = try fixture.projector(
                generation, of: source, batchEvents: 50, deadlineSlice: 4)
            try fixture.append(
                ["{\"id\":\"late\",\"type\":\"card:updated\"}"], to: source)
            #expect(try projector.foldBatch() == 1)
            #expect(try fixture.int64("SELECT count(*) FROM projection.deadline") == 0)
            try fixture.project(source, generation: 2)
            let first = try TableDump(fixture, source: source.sourceID, generation: 1)
            let second = try TableDump(fixture, source: source.sourceID, generation: 2)
            #expect(first.differences(from: second) == [])
        }
    }

    @Test func whatHasFiredStaysWhenALaterSliceFails() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.uphold)
            try fixture.append(references(40), to: source)
            try fixture.spreadReceipts(of: source, everySeconds: 1)
            let generation = try fixture.project(source)
            // Stands for a database that fails between two slices.
            try fixture.superuser.execute(
                """
                ALTER TABLE projection.finding
                ADD CONSTRAINT unwanted CHECK (subject_id <> 't1025')
                """)
            let projector = try fixture.projector(generation, of: source, deadlineSlice: 10)
            #expect(throws: PostgresError.self) { try projector.sweep() }
            #expect(try fixture.int64("SELECT count(*) FROM projection.finding") == 20)
            #expect(try fixture.int64("SELECT count(*) FROM projection.deadline") == 20)
            // Received at 01:00:20, due a quarter of an hour later.
            #expect(
                try fixture.lines(
                    """
                    SELECT judged_until AT TIME ZONE 'UTC' >= timestamp '2026-01-01 01:15:20'
                       AND judged_until AT TIME ZONE 'UTC' < timestamp '2026-01-01 01:15:21'
                    FROM projection.generation
                    """) == ["t"])
        }
    }
}
