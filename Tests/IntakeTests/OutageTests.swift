import EventLog
import Events
import HTTPClient
import Postgres
import TestSupport
import Testing

/// The database goes while deliveries are under way, and comes back.
@Suite("Outages of the database") struct OutageTests {
    /// A server of its own, because it is stopped.
    private func withOwnServer(
        _ body: (TestIntake, EmbeddedCluster, RunningCluster) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory.untilExit()
        let embedded = try EmbeddedCluster(
            dataDirectory: directory, extraSettings: PreparedHold.serverSettings)
        let cluster = try embedded.start()
        let owner = try Connection(cluster.settings())
        try owner.execute(Migrator.rolesScript)
        try Migrator(owner).migrate()
        var options = AppenderOptions.forTests
        options.answerTimeLimit = .seconds(1)
        let intake = try TestIntake(
            [.uphold], service: cluster.settings(role: "trueup_service"),
            settings: cluster.settings(), observer: owner, options: options)
        defer { intake.stop() }
        try body(intake, embedded, cluster)
    }

    @Test("A server that stops within a request: 503, nothing stored, and taken when it is back")
    func survivesAStop() throws {
        try withOwnServer { intake, embedded, cluster in
            #expect(
                try intake.deliver(OverloadTests.body(0), to: .uphold).text
                    == HTTPAnswer.accepted("appended", 1))
            try PreparedHold.take(intake.settings)
            let waiting = try (1..<6).map {
                try intake.deliverInBackground(OverloadTests.body($0), to: .uphold)
            }
            try intake.waitForPending(5)
            try intake.waitUntilAppenderIsHeld()
            try cluster.stop()
            for pending in waiting { try expectUnavailable(pending.answer()) }
            // New ones, and ones that are refused for another reason, while it is away.
            try expectUnavailable(intake.deliver(OverloadTests.body(6), to: .uphold))
            #expect(try intake.post([], [], path: "/hooks/uphold").status == 401)
            #expect(intake.deliveries("unavailable") == 6)

            let returned = try embedded.start()
            defer { try? returned.stop() }
            try PreparedHold.release(returned.settings())
            try eventually("it is taken again") {
                try intake.deliver(OverloadTests.body(1), to: .uphold).status == 200
            }
            for number in 2..<7 {
                #expect(
                    try intake.deliver(OverloadTests.body(number), to: .uphold).text
                        == HTTPAnswer.accepted("appended", Int64(number) + 1))
            }
            let observer = try Connection(returned.settings())
            let events = try LogReader(observer).events(of: 1, after: 0, limit: 100)
            #expect(events.map(\.eventID) == (0..<7).map { "event-\($0)" })
            #expect(try ChainVerifier(observer).verify().allSatisfy { $0.failure == nil })
            // The refusal was counted in memory all the while.
            try eventually("the refusal is written") {
                try observer.queryOnce(
                    "SELECT count(*) FROM log.rejection WHERE reason = 'signature-missing'"
                ).onlyRow().int64(0) == 1
            }
        }
    }

    private func expectUnavailable(_ answer: HTTPAnswer) {
        #expect(answer.status == 503)
        #expect(answer.header("Retry-After") == "5")
        #expect(answer.text == #"{"error":"unavailable"}"#)
    }

    @Test("A connection that is cut within a request is made again: the sender sees nothing of it")
    func repairsCutConnections() throws {
        try TestIntake.run([.uphold]) { intake in
            let held = try HeldLog(intake.settings)
            let waiting = try (0..<5).map {
                try intake.deliverInBackground(OverloadTests.body($0), to: .uphold)
            }
            try intake.waitForPending(5)
            try intake.waitUntilAppenderIsHeld()
            try intake.observer.execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'trueup appender' AND datname = current_database()
                """)
            try held.release()
            let answers = try waiting.map { try $0.answer() }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(
                Set(answers.map(\.text))
                    == Set((1...5).map { HTTPAnswer.accepted("appended", $0) }))
            #expect(try intake.events(of: .uphold).count == 5)
        }
    }
}
