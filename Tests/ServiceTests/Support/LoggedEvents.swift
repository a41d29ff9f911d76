import Postgres
import TestSupport

/// What the log holds, read past the service.
struct LoggedEvents {
    /// How often each event is there, by source and id.
    private let counts: [String: Int64]
    /// Sources whose positions are not dense from 1 to the head.
    let sourcesWithHoles: [String]

    init(_ service: ServiceUnderTest) throws {
        let connection = try service.connect()
        var counts: [String: Int64] = [:]
        for row in try connection.query(
            """
            SELECT s.name || ' ' || e.event_id, count(*)
            FROM log.event e JOIN log.source s USING (source_id) GROUP BY 1
            """)
        {
            counts[try row.text(0)] = try row.int64(1)
        }
        self.counts = counts
        sourcesWithHoles = try connection.queryText(
            """
            SELECT s.name FROM log.event e JOIN log.source s USING (source_id)
            JOIN log.head h USING (source_id)
            GROUP BY s.name, h.position
            HAVING min(e.position) <> 1 OR max(e.position) <> count(*)
                OR h.position <> max(e.position)
            """
        ).rows.compactMap { $0[0] }
    }

    func count(_ event: SentEvent) -> Int64 {
        counts["\(event.sourceName) \(event.id)"] ?? 0
    }

    /// Those of the events that are not there exactly once.
    func notExactlyOnce(_ events: Set<SentEvent>) -> [String] {
        events.filter { count($0) != 1 }.map { "\($0.sourceName) \($0.id): \(count($0)) times" }
    }

    /// Events that are there more than once, whoever sent them.
    var repeated: [String] { counts.filter { $0.value > 1 }.map(\.key) }
}
