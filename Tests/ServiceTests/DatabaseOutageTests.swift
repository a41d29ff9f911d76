import Glibc
import HTTPClient
import Postgres
import SimulatedProviders
import TestSupport
import Testing

extension ServiceTests {
    /// The database stops under the running service and comes back.
    @Suite struct DatabaseOutageTests {
        @Test func eventsArePutOffAndThenAcceptedWithoutRestart() throws {
            let service = try ServiceUnderTest()
            try service.start()
            let processID = try service.process().processID
            #expect(try post(1, to: service).status == 200)
            try eventually("readiness") { try service.get("/readyz").status == 200 }

            let database = try #require(service.databaseProcessID)
            // The fast shutdown of `pg_ctl stop`.
            kill(database, SIGINT)
            try eventually("the end of PostgreSQL") { service.databaseProcessID == nil }
            try eventually("unreadiness") { try service.get("/readyz").status == 503 }
            let refusal = try post(2, to: service)
            #expect(refusal.status == 503)
            #expect(refusal.header("Retry-After") != nil)
            #expect(try service.get("/healthz").status == 200)

            // A secret that is replaced meanwhile comes into force when the database is back.
            try service.writeUpholdSecret(ProviderSecrets.nextUphold)
            let process = try service.process()
            try eventually("the reload") { process.hasLogged("the old sources stay for now") }

            // Any command starts the PostgreSQL that the service uses too, and leaves it running.
            #expect(try service.run("status").exitCode == 0)
            let changed = TestSource(
                name: service.uphold.name, configuration: service.uphold.configuration,
                signer: .uphold(secret: ProviderSecrets.nextUphold))
            try eventually("acceptance") {
                try service.post(.status(changed, number: 2), as: changed).status == 200
            }
            try eventually("readiness") { try service.get("/readyz").status == 200 }
            #expect(try service.process().processID == processID)
            #expect(try service.process().isRunning)
            try service.waitUntilFolded()
            let logged = try LoggedEvents(service)
            #expect(logged.repeated == [])
            #expect(logged.sourcesWithHoles == [])
            #expect(try service.stop() == .exited(0))
        }

        private func post(_ number: Int, to service: ServiceUnderTest) throws -> HTTPAnswer {
            try service.post(.status(service.uphold, number: number), as: service.uphold)
        }
    }
}
