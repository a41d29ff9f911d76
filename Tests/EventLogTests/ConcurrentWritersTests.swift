import Events
import Postgres
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import EventLog

@Suite struct ConcurrentWritersTests {
    /// Two writers deliver overlapping ids to one source: no error, dense positions, each id once.
    @Test func twoWritersOfOneSource() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            let failures = Mutex<[String]>([])
            let appended = Atomic<Int>(0)
            let workers = try (0..<2).map { writer in
                try Worker("writer \(writer)") {
                    do {
                        let own = try database.connect(role: "trueup_service")
                        for batch in 0..<60 {
                            let outcomes = try own.append(
                                (0..<7).map { item in
                                    let id = "\(batch)-\(item)"
                                    return .webhook(source, id: id, body: id)
                                })
                            let new = outcomes.count {
                                if case .appended = $0 { true } else { false }
                            }
                            appended.add(new, ordering: .relaxed)
                        }
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }
            for worker in workers { worker.join() }
            #expect(failures.withLock { $0 } == [])
            #expect(appended.load(ordering: .relaxed) == 420)
            #expect(try connection.int64("SELECT count(DISTINCT event_id) FROM log.event") == 420)
            #expect(try connection.int64("SELECT max(position) FROM log.event") == 420)
            #expect(
                try connection.int64("SELECT sum(count)::bigint FROM log.redelivery_count") == 420)
            #expect(try ChainVerifier(connection).failures() == [])
        }
    }

    /// A reader that sees a position has seen every one before it.
    @Test func aSecondWriterWaitsForTheFirst() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            let first = try database.connect(role: "trueup_service")
            try first.execute("BEGIN")
            try first.execute(
                """
                SELECT * FROM log.append(\(source), ARRAY['a'], ARRAY['t'], ARRAY[NULL],
                    ARRAY[NULL], ARRAY[NULL]::timestamptz[], ARRAY[NULL]::int[], ARRAY[NULL],
                    ARRAY[NULL]::bytea[], ARRAY['1']::bytea[], 0)
                """)
            let outcome = Mutex<AppendOutcome?>(nil)
            let worker = try Worker("second") {
                let own = try? database.connect(role: "trueup_service")
                let answer = try? own?.append([.webhook(source, id: "a", body: "1")]).first
                outcome.withLock { $0 = answer }
            }
            try eventually("the second writer waits for the head") {
                try connection.int64(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE wait_event_type = 'Lock' AND datname = current_database()
                    """) == 1
            }
            #expect(try LogReader(connection).events(of: source, after: 0, limit: 9).isEmpty)
            try first.execute("COMMIT")
            worker.join()
            #expect(outcome.withLock { $0 } == .duplicate(position: 1))
        }
    }
}
