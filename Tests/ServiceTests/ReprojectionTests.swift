import Events
import Glibc
import HTTPClient
import Postgres
import Runtime
import Synchronization
import TestSupport
import Testing

extension ServiceTests {
    /// `trueup reproject` and `trueup generations` beside a service that takes in events.
    @Suite(.serialized) struct ReprojectionTests {
        let service: ServiceUnderTest

        init() throws {
            service = try ServiceUnderTest()
            try service.start()
        }

        @Test func aRebuildUnderLoadLosesNothingAndShowsNoMix() throws {
            let load = try Load(on: service)
            defer { _ = load.finish() }
            try load.waitForAcknowledged(500)
            let reader = try Reader(service)
            let rebuild = try service.run("reproject", "--json")
            #expect(rebuild.exitCode == 0, "\(rebuild.errors)")
            try load.waitForAcknowledged(700)
            let outcome = load.finish()
            try service.waitUntilFolded()
            #expect(reader.finish() == [])
            #expect(reader.generations == ["g1", "g2"])
            let answers = try rebuild.objects()
            let comparisons = answers.filter { $0["compared"] != nil }
            #expect(comparisons.count == 3)
            for comparison in comparisons {
                #expect(
                    comparison["position"]?.integer == comparison["with_position"]?.integer)
                for kind in ["accounts", "transactions", "cards", "findings"] {
                    #expect(comparison[kind]?.integer == 0)
                }
            }
            #expect(outcome.unexpected == [])
            let logged = try LoggedEvents(service)
            #expect(logged.notExactlyOnce(outcome.acknowledged) == [])
            #expect(logged.sourcesWithHoles == [])
            let verification = try service.run("verify")
            #expect(verification.exitCode == 0, "\(verification.output)\(verification.errors)")
            try expectListAndDrop()
        }

        private func expectListAndDrop() throws {
            let list = try service.run("generations", "--json").objects()
            #expect(
                list.compactMap { $0["state"]?.string }
                    == ["retired", "active", "retired", "active", "retired", "active"])
            #expect(list.allSatisfy { $0["settings"]?.string == "same" })
            #expect(list.filter { $0["lag_events"]?.integer == nil }.count == 3)
            let inUse = try service.run("generations", "drop", "g2")
            #expect(inUse.exitCode == 1)
            #expect(inUse.errors.contains("g2"))
            let unknown = try service.run("generations", "drop", "g9")
            #expect(unknown.exitCode == 1)
            #expect(unknown.errors.contains("trueup generations"))
            let dropped = try service.run("generations", "drop", "g1")
            #expect(dropped.exitCode == 0, "\(dropped.errors)")
            #expect(try service.run("generations", "--json").objects().count == 3)
            #expect(try service.run("verify").exitCode == 0)
        }

        @Test func aKilledRebuildIsContinued() throws {
            let load = try Load(on: service)
            // More than two batches of the source that is rebuilt, however slow the machine is.
            do {
                for count in stride(from: 500, through: 5_000, by: 500) {
                    try load.waitForAcknowledged(count)
                }
            } catch {
                _ = load.finish()
                throw error
            }
            #expect(load.finish().unexpected == [])
            try service.waitUntilFolded()
            let connection = try service.connect()
            let head = try connection.query(
                "SELECT head FROM trueup.sources WHERE source = 'agentcard-test'"
            ).onlyRow().int64(0)
            #expect(head > 2_000)
            let killed = try start("reproject", "--source", "agentcard-test", "--batch", "100")
            try kill(killed, halfWayTo: head, connection)
            let half = try service.run("generations", "--source", "agentcard-test", "--json")
                .objects()
            #expect(half.compactMap { $0["state"]?.string } == ["active", "building"])
            #expect((half.last?["checkpoint"]?.integer ?? 0) < head)
            try expectInterrupted(connection)
            let continued = try service.run("reproject", "--source", "agentcard-test", "--json")
            #expect(continued.exitCode == 0, "\(continued.errors)")
            #expect(try continued.objects().last?["generation"]?.string == "g2")
            let kept = try service.run(
                "reproject", "--source", "agentcard-test", "--until-position", "\(head)", "--as",
                "whole")
            #expect(kept.exitCode == 0, "\(kept.errors)")
            #expect(try differences(connection, "g2", "whole") == [])
            #expect(try differences(connection, "g2", "g1") == [])
            let rehearsal = try service.run("reproject", "--source", "uphold-test", "--dry-run")
            #expect(rehearsal.exitCode == 0, "\(rehearsal.errors)")
            #expect(rehearsal.output.contains("no difference"))
            #expect(rehearsal.output.contains("built, not active"))
            try expectOtherVersionsTold(connection)
        }

        /// A source whose books somebody has locked keeps neither the others nor SIGINT waiting.
        @Test func aLockedSourceKeepsNobodyWaiting() throws {
            #expect(try service.post(.authorization("a"), as: .agentcard).status == 200)
            try service.waitUntilFolded()
            let connection = try service.connect()
            try connection.execute(
                """
                BEGIN; SELECT FROM projection.generation g JOIN log.source s USING (source_id)
                WHERE s.name = 'agentcard-test' AND g.generation = 1 FOR UPDATE OF g
                """)
            let process = try start("reproject")
            let others = try service.connect()
            try eventually(deadlineSeconds: 60, "the others are switched") {
                try others.query(
                    """
                    SELECT count(*) FROM trueup.projections
                    WHERE generation = 'g2' AND active AND source <> 'agentcard-test'
                    """
                ).onlyRow().int64(0) == 2
            }
            #expect(process.isRunning)
            process.send(signal: SIGINT)
            #expect(try process.wait() == .exited(1))
            #expect(process.errors.contains("the same command continues it"), "\(process.errors)")
            #expect(process.output.contains("nymcard-test"))
            try connection.execute("ROLLBACK")
            let continued = try service.run("reproject", "--source", "agentcard-test")
            #expect(continued.exitCode == 0, "\(continued.errors)")
        }

        /// Books of another version of the code are as little today's as those of other settings.
        private func expectOtherVersionsTold(_ connection: Connection) throws {
            let sign = "another version of Trueup: `trueup reproject --source uphold-test`"
            #expect(try !service.run("status").output.contains("another version"))
            _ = try connection.query(
                """
                UPDATE projection.generation g SET build = '0' FROM log.source s
                WHERE s.source_id = g.source_id AND s.name = 'uphold-test' AND g.generation = 1
                """)
            #expect(try service.run("status").output.contains(sign))
        }

        /// Kills a rebuild between its first batch and its last: the row that each batch updates is
        /// held meanwhile.
        private func kill(
            _ process: TrueupProcess, halfWayTo head: Int64, _ connection: Connection
        ) throws {
            try eventually("a batch, not the last") {
                try connection.transaction { () throws(PostgresError) in
                    let rows = try connection.query(
                        "SELECT checkpoint FROM projection.generation WHERE generation = 2 FOR UPDATE"
                    )
                    guard let checkpoint = try rows.first?.int64(0), checkpoint > 0 else {
                        return false
                    }
                    if checkpoint < head { process.kill() }
                    return true
                }
            }
        }

        /// The next run waits for the lease of the killed one; asked to stop, it says how to go on.
        private func expectInterrupted(_ connection: Connection) throws {
            let waiting = try start("reproject", "--source", "agentcard-test")
            try eventually("the wait for the lease") {
                try connection.query(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE application_name = 'trueup reproject' AND query LIKE '%pg_sleep%'
                    """
                ).onlyRow().int64(0) == 1
            }
            waiting.send(signal: SIGINT)
            #expect(try waiting.wait() == .exited(1))
            #expect(waiting.errors.contains("the same command continues it"))
            #expect(waiting.errors.count { $0 == "\n" } == 1, "\(waiting.errors)")
        }

        private func start(_ words: String...) throws -> TrueupProcess {
            try TrueupProcess(
                words + [
                    "--data", service.dataDirectory, "--config", service.configurationFile,
                ], in: service.directory)
        }

        /// The tables in which two generations of one source differ.
        private func differences(
            _ connection: Connection, _ left: String, _ right: String
        ) throws -> [String] {
            var different: [String] = []
            for row in try connection.query("SELECT unnest(projection.entity_tables())") {
                let table = try row.text(0)
                let rows = { (name: String) in
                    """
                    SELECT to_jsonb(t) - 'generation' FROM projection.\(table) t
                    JOIN projection.generation g USING (source_id, generation)
                    WHERE g.name = '\(name)'
                        AND source_id = (SELECT source_id FROM log.source
                                         WHERE name = 'agentcard-test')
                    """
                }
                let count = try connection.queryOnce(
                    """
                    SELECT count(*) FROM (((\(rows(left))) EXCEPT ALL (\(rows(right))))
                        UNION ALL ((\(rows(right))) EXCEPT ALL (\(rows(left))))) AS different
                    """
                ).onlyRow().int64(0)
                if count > 0 { different.append("\(table): \(count)") }
            }
            return different
        }
    }
}

/// Somebody who looks at the books all the time and notes what cannot be.
private final class Reader: Sendable {
    private let isDone = Atomic<Bool>(false)
    private let seen = Mutex<(complaints: [String], generations: [String])>(([], []))
    private let thread = Mutex<Worker?>(nil)

    init(_ service: ServiceUnderTest) throws {
        let worker = try Worker("reader") { [self] in
            do {
                try look(try service.connect(as: "trueup_reader"))
            } catch {
                seen.withLock { $0.complaints.append("\(error)") }
            }
        }
        thread.withLock { $0 = worker }
    }

    var generations: [String] { seen.withLock { $0.generations } }

    func finish() -> [String] {
        isDone.store(true, ordering: .releasing)
        thread.withLock { $0 }?.join()
        return seen.withLock { $0.complaints }
    }

    /// Every event of that source authorizes a transaction of its own: in one moment there are as
    /// many as the checkpoint says, and never fewer than a moment before.
    private func look(_ connection: Connection) throws {
        var last: Int64 = 0
        while !isDone.load(ordering: .acquiring) {
            let row = try connection.queryOnce(
                """
                SELECT p.generation, p.checkpoint,
                       (SELECT count(*) FROM trueup.transactions t WHERE t.source = p.source)
                FROM trueup.projections p WHERE p.active AND p.source = 'agentcard-test'
                """
            ).onlyRow()
            let (generation, checkpoint) = (try row.text(0), try row.int64(1))
            let count = try row.int64(2)
            seen.withLock { seen in
                if seen.generations.last != generation { seen.generations.append(generation) }
                if count != checkpoint || checkpoint < last || count == 0 {
                    seen.complaints.append("\(generation): \(count) at \(checkpoint) after \(last)")
                }
            }
            last = checkpoint
        }
    }
}
