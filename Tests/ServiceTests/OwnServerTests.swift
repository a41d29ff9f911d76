import Events
import Glibc
import HTTPClient
import Postgres
import TestSupport
import Testing

extension ServiceTests {
    /// A PostgreSQL of the user's own, where nobody of ours is superuser.
    @Suite struct OwnServerTests {
        let directory: String

        init() throws {
            directory = try TemporaryDirectory.untilExit()
            // Makes the roles, which belong to the whole cluster and which other tests make too.
            try TestDatabase.withSchema { _ in }
        }

        @Test func rolesThenMigrationThenService() throws {
            try TestDatabase.with { database in
                let migrator = "migrator_of_\(database.name)"
                let superuser = try database.connect()
                try superuser.execute("CREATE ROLE \(migrator) LOGIN")
                defer { dropRole(migrator, with: database) }
                try superuser.execute(try run(["migrate", "--print-roles"]).output)

                try serveRefusesTheMissingSchema(database)
                try migrationNeedsTheOwnersRole(database, migrator)
                try superuser.execute("GRANT trueup_owner TO \(migrator)")
                try migrationIsAppliedOnce(database, migrator)
                superuser.close()
                try serviceServes(database)
                try intakeServesOnItsOwn(database)
            }
        }

        private func serveRefusesTheMissingSchema(_ database: TestDatabase) throws {
            let answer = try run(["serve"] + options(database, as: "trueup_service"))
            #expect(answer.exitCode == 4)
            #expect(answer.errors.count { $0 == "\n" } == 1, "\(answer.errors)")
            #expect(answer.errors.contains("trueup migrate"))
            let status = try run(["status"] + options(database, as: "trueup_reader"))
            #expect(status.exitCode == 4)
            #expect(status.errors.contains("trueup migrate"))
        }

        private func migrationNeedsTheOwnersRole(
            _ database: TestDatabase, _ migrator: String
        ) throws {
            let answer = try run(["migrate"] + options(database, as: migrator))
            #expect(answer.exitCode == 4)
            #expect(answer.errors.count { $0 == "\n" } == 1)
            #expect(answer.errors.contains("grant trueup_owner"))
        }

        private func migrationIsAppliedOnce(_ database: TestDatabase, _ migrator: String) throws {
            let options = try options(database, as: migrator)
            let before = try run(["migrate", "--check"] + options)
            #expect(before.exitCode == 1)
            #expect(before.output.contains("lacks"))
            let first = try run(["migrate"] + options)
            #expect(first.exitCode == 0, "\(first.errors)")
            #expect(first.output.hasPrefix("Applied m0001_log"))
            #expect(try run(["migrate"] + options).output == "The schema is up to date.\n")
            #expect(try run(["migrate", "--check"] + options).exitCode == 0)
        }

        private func serviceServes(_ database: TestDatabase) throws {
            let configuration = "\(directory)/trueup.json"
            try TextFile.write(
                configuration, #"{"sources": [\#(TestSource.agentcard.configuration)]}"#)
            let service = try TrueupProcess(
                [
                    "serve", "--config", configuration, "--listen", "127.0.0.1:0",
                    "--admin-listen", "127.0.0.1:0",
                ] + options(database, as: "trueup_service"), in: directory)
            try eventually("listening") { service.port(of: "intake") != nil || !service.isRunning }
            let port = try #require(service.port(of: "intake"), "\(service.errors)")
            var sender = HTTPSender(host: "127.0.0.1", port: port)
            let event = SentEvent.authorization("own")
            #expect(
                try event.post(over: &sender, signer: TestSource.agentcard.signer).status == 200)
            let reader = try options(database, as: "trueup_reader")
            try eventually("the books") {
                try run(["status", "--json"] + reader).objects().first?["lag_events"]?.integer == 0
            }
            #expect(try run(["verify"] + options(database, as: "trueup_service")).exitCode == 0)
            service.send(signal: SIGTERM)
            #expect(try service.wait() == .exited(0))
        }

        /// With a role that can read nothing of the log and append nothing but webhooks.
        private func intakeServesOnItsOwn(_ database: TestDatabase) throws {
            let service = try TrueupProcess(
                [
                    "serve", "--role", "intake", "--config", "\(directory)/trueup.json",
                    "--listen", "127.0.0.1:0",
                ] + options(database, as: "trueup_intake"), in: directory)
            try eventually("listening") { service.port(of: "intake") != nil || !service.isRunning }
            let port = try #require(service.port(of: "intake"), "\(service.errors)")
            var sender = HTTPSender(host: "127.0.0.1", port: port)
            let event = SentEvent.authorization("alone")
            #expect(
                try event.post(over: &sender, signer: TestSource.agentcard.signer).status == 200)
            service.send(signal: SIGTERM)
            #expect(try service.wait() == .exited(0))
        }

        private func options(_ database: TestDatabase, as role: String) throws -> [String] {
            let settings = database.settings(role: role)
            let pairs = ["host", "port", "dbname", "user"].compactMap { keyword in
                settings[keyword].map { "\(keyword)=\($0)" }
            }
            return ["--database", pairs.joined(separator: " ")]
        }

        private func dropRole(_ role: String, with database: TestDatabase) {
            // What it could still hold back goes with the cluster.
            let connection = try? database.connect()
            try? connection?.execute("DROP OWNED BY \(role); DROP ROLE \(role)")
        }

        private func run(_ words: [String]) throws -> CommandAnswer {
            try CommandAnswer.of(words, in: directory)
        }
    }
}
