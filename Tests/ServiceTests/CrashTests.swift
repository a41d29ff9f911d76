import Events
import HTTPClient
import Postgres
import TestSupport
import Testing

extension ServiceTests {
    /// An acknowledged event is in the log for all time, however the service ends.
    @Suite(.serialized) struct CrashTests {
        let service: ServiceUnderTest

        init() throws {
            service = try ServiceUnderTest()
            try service.start()
        }

        @Test func tenKillsUnderLoadLoseNothing() throws {
            let database = service.databaseProcessID
            var outcome = Load.Outcome()
            for round in 0..<10 {
                let load = try Load(on: service, round: round)
                do {
                    try load.waitForAcknowledged(100)
                    try service.kill()
                } catch {
                    _ = load.finish()
                    throw error
                }
                outcome.formUnion(load.finish())
                try service.start()
                // The next service attaches to the PostgreSQL that the killed one left behind.
                #expect(service.databaseProcessID == database)
            }
            #expect(outcome.unexpected == [])
            #expect(outcome.acknowledged.count >= 1_000)
            var logged = try LoggedEvents(service)
            #expect(logged.notExactlyOnce(outcome.acknowledged) == [])
            #expect(logged.repeated == [])

            // The providers send again what was not acknowledged: each is there once.
            try sendAgain(outcome.unanswered.union(outcome.putOff))
            logged = try LoggedEvents(service)
            #expect(
                logged.notExactlyOnce(outcome.acknowledged.union(outcome.unanswered)) == [])
            #expect(logged.sourcesWithHoles == [])
            try expectIntact()
            #expect(try service.stop() == .exited(0))
            #expect(service.databaseProcessID == nil)
        }

        private func sendAgain(_ events: Set<SentEvent>) throws {
            for event in events {
                let source =
                    event.sourceName == service.uphold.name ? service.uphold : .agentcard
                let answer = try service.post(event, as: source)
                #expect(answer.status == 200, "\(answer.text)")
            }
        }

        private func expectIntact() throws {
            try service.waitUntilFolded()
            let verification = try service.run("verify")
            #expect(verification.exitCode == 0, "\(verification.output)\(verification.errors)")
        }

        @Test func sigtermUnderLoadAnswersOrRefuses() throws {
            let load = try Load(on: service)
            defer { _ = load.finish() }
            try load.waitForAcknowledged(200)
            #expect(try service.stop() == .exited(0))
            let outcome = load.finish()
            #expect(outcome.unexpected == [])
            #expect(service.databaseProcessID == nil)
            try service.start()
            let logged = try LoggedEvents(service)
            #expect(logged.notExactlyOnce(outcome.acknowledged) == [])
            #expect(logged.repeated == [])
            // Answered 503 means: not in the log, unless the commit was in doubt.
            #expect(outcome.putOff.filter { logged.count($0) > 1 } == [])
            try expectIntact()
        }

        @Test func oneChangedByteIsNamed() throws {
            for number in 1...5 {
                let event = SentEvent.authorization(String(number))
                #expect(try service.post(event, as: .agentcard).status == 200)
            }
            #expect(
                try service.post(.status(service.uphold, number: 1), as: service.uphold).status
                    == 200)
            try changeOneByte(source: "agentcard-test", position: 3)

            let answer = try service.run("verify")
            #expect(answer.exitCode == 1)
            let broken = answer.output.split(separator: "\n").filter { $0.contains("BROKEN") }
            #expect(broken.count == 1)
            #expect(broken.first?.hasPrefix("agentcard-test: ") == true)
            #expect(broken.first?.contains("position 3") == true)

            let objects = try service.run("verify", "--json").objects()
            let failed = objects.filter { $0["intact"]?.bool == false }
            #expect(failed.map { $0["source"]?.string } == ["agentcard-test"])
            #expect(failed.map { $0["failed_position"]?.integer } == [3])
            #expect(try service.run("verify", "--source", "uphold-test").exitCode == 0)
        }

        /// As only a superuser can, who switches the guards off.
        private func changeOneByte(source: String, position: Int64) throws {
            let connection = try service.connect()
            #expect(throws: PostgresError.self) {
                try connection.query("UPDATE log.event SET body = body || ' '")
            }
            try connection.execute("ALTER TABLE log.event DISABLE TRIGGER ALL")
            let result = try connection.query(
                """
                UPDATE log.event SET body = set_byte(body, 20, get_byte(body, 20) # 1)
                WHERE position = $2
                  AND source_id = (SELECT source_id FROM log.source WHERE name = $1)
                """, [.text(source), .int64(position)])
            #expect(result.affectedRows == 1)
            try connection.execute("ALTER TABLE log.event ENABLE TRIGGER ALL")
        }
    }
}
