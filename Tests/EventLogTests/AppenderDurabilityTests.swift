import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

@Suite struct AppenderDurabilityTests {
    private func submitAndWait(_ appender: Appender, _ delivery: Delivery) throws -> AppendOutcome?
    {
        let answers = Answers()
        _ = appender.submit(delivery, answers.completion(0))
        try answers.wait(for: 1)
        return answers[0]
    }

    @Test func refusesAServerThatDoesNotFlush() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let source = try database.connect(role: "trueup_service").register("uphold")
            let appender = Appender(database.settings(role: "trueup_service"))
            try appender.start()
            defer { appender.stop() }
            let outcome = try submitAndWait(appender, .webhook(source, id: "a", body: "1"))
            guard case .unavailable(let reason) = outcome else {
                Issue.record("not unavailable but \(String(describing: outcome))")
                return
            }
            #expect(reason.contains("fsync, full_page_writes off"))
            #expect(reason.contains("--unsafe-durability"))
        }
    }

    @Test func canBeToldToAcceptIt() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let source = try database.connect(role: "trueup_service").register("uphold")
            var options = AppenderOptions()
            options.unsafeDurability = true
            let appender = Appender(database.settings(role: "trueup_service"), options: options)
            try appender.start()
            defer { appender.stop() }
            let outcome = try submitAndWait(appender, .webhook(source, id: "a", body: "1"))
            #expect(outcome == .appended(position: 1))
        }
    }

    /// What the role or the database prescribes does not count: the connection sets its own level.
    @Test func raisesItsOwnCommitLevel() throws {
        try TestDatabase.withSchema { database in
            let owner = try database.connect()
            try owner.execute("ALTER DATABASE \(database.name) SET synchronous_commit = off")
            let connection = try database.connect(role: "trueup_service")
            #expect(try DurabilityCheck.shortcoming(connection)?.contains("synchronous") == true)
            try DurabilityCheck.apply(.on, to: connection)
            #expect(try DurabilityCheck.shortcoming(connection) == nil)
            let source = try connection.register("uphold")
            let appender = Appender(database.settings(role: "trueup_service"))
            try appender.start()
            defer { appender.stop() }
            let outcome = try submitAndWait(appender, .webhook(source, id: "a", body: "1"))
            #expect(outcome == .appended(position: 1))
        }
    }

    /// The server stops and comes back: 503 meanwhile, accepted again without a restart.
    @Test func survivesAServerThatGoesAndReturns() throws {
        let directory = try TemporaryDirectory.untilExit()
        let embedded = try EmbeddedCluster(dataDirectory: directory)
        let cluster = try embedded.start()
        let owner = try Connection(cluster.settings())
        try owner.execute(Migrator.rolesScript)
        try Migrator(owner).migrate()
        let source = try owner.register("uphold")
        owner.close()
        var options = AppenderOptions()
        options.answerTimeLimit = .seconds(2)
        let appender = Appender(cluster.settings(role: "trueup_service"), options: options)
        try appender.start()
        defer { appender.stop() }
        #expect(
            try submitAndWait(appender, .webhook(source, id: "a", body: "1"))
                == .appended(position: 1))
        try cluster.stop()
        guard
            case .unavailable = try submitAndWait(appender, .webhook(source, id: "b", body: "2"))
        else {
            Issue.record("an event was acknowledged without a server")
            return
        }
        #expect(appender.status.unavailableReason != nil)
        let returned = try embedded.start()
        defer { try? returned.stop() }
        var position: Int64?
        try eventually("events are accepted again") {
            guard
                case .appended(let given) = try submitAndWait(
                    appender, .webhook(source, id: "b", body: "2"))
            else { return false }
            position = given
            return true
        }
        #expect(position == 2)
        #expect(appender.status.unavailableReason == nil)
        #expect(
            try submitAndWait(appender, .webhook(source, id: "a", body: "1"))
                == .duplicate(position: 1))
    }

    /// Nobody confirms the commit: the socket is closed at the deadline and the sender is told so.
    @Test func givesUpOnACommitThatNobodyConfirms() throws {
        let directory = try TemporaryDirectory.untilExit()
        let cluster = try EmbeddedCluster(dataDirectory: directory).start()
        defer { try? cluster.stop() }
        let owner = try Connection(cluster.settings())
        try owner.execute(Migrator.rolesScript)
        try Migrator(owner).migrate()
        let source = try owner.register("uphold")
        try owner.execute("SET synchronous_commit = local")
        try owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        try owner.execute("SELECT pg_reload_conf()")
        try eventually("the standby is demanded") {
            try owner.queryOnce("SHOW synchronous_standby_names").onlyRow().text(0) == "nobody"
        }
        var options = AppenderOptions()
        options.answerTimeLimit = .milliseconds(500)
        let appender = Appender(cluster.settings(role: "trueup_service"), options: options)
        try appender.start()
        let delivery = Delivery.webhook(source, id: "a", body: "1")
        guard case .unavailable = try submitAndWait(appender, delivery) else {
            Issue.record("a commit that no standby has was acknowledged")
            return
        }
        try owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
        try owner.execute("SELECT pg_reload_conf()")
        try eventually("the retry finds the outcome") {
            try submitAndWait(appender, delivery) == .duplicate(position: 1)
        }
        appender.stop()
    }
}
