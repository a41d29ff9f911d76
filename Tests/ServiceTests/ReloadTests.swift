import Events
import Glibc
import HTTPClient
import Postgres
import SimulatedProviders
import TestSupport
import Testing

extension ServiceTests {
    /// The configuration changes under the running service.
    @Suite(.serialized) struct ReloadTests {
        let service: ServiceUnderTest

        init() throws {
            service = try ServiceUnderTest()
        }

        /// One service for all that can happen to a configuration, as it happens to a service.
        @Test func changesComeIntoForceAndMistakesDoNot() throws {
            try service.start()
            try aNewSecretReplacesTheOld()
            try aWrongFileChangesNothing()
            try aHangUpReloads()
            try aNewSourceIsServedAndFolded()
            try aRemovedSourceIsUnknown()
            try aChangedProviderRegistersNothing()
            #expect(try service.stop() == .exited(0))
            #expect(service.secretsLogged == [])
        }

        /// A service that starts with nothing to do gets its first source later.
        @Test func theFirstSourceMayComeByReload() throws {
            try service.write(configuration: [])
            try service.start()
            #expect(try post(1, as: .agentcard).status == 404)
            try service.write(configuration: [.agentcard])
            try eventually("the new source") { try post(1, as: .agentcard).status == 200 }
            try expectVisible(1, of: .agentcard)
        }

        private func aNewSecretReplacesTheOld() throws {
            let old = service.uphold
            let new = TestSource(
                name: old.name, configuration: old.configuration,
                signer: .uphold(secret: ProviderSecrets.nextUphold))
            #expect(try postStatus(1, as: old).status == 200)
            #expect(try postStatus(2, as: new).status == 401)
            try service.writeUpholdSecret(ProviderSecrets.nextUphold)
            try eventually("the new secret") { try postStatus(2, as: new).status == 200 }
            #expect(try postStatus(3, as: old).status == 401)
        }

        private func aWrongFileChangesNothing() throws {
            try service.write(
                configurationText: """
                    {"sources": [{"name": "agentcard-test", "provider": "agentcard",
                      "environment": "test", "secretz": ["env:TEST_AGENTCARD_SECRET"]}]}
                    """)
            let process = try service.process()
            try eventually("the refusal") { process.hasLogged("the old configuration stays") }
            let problems = process.logLines
                .filter { $0["message"]?.string == "the old configuration stays" }
                .compactMap { $0["problem"]?.string }
            #expect(
                problems.contains {
                    $0.contains("sources[0].secretz") && $0.contains("did you mean secrets?")
                }, "\(problems)")
            #expect(try post(10, as: .agentcard).status == 200)
            try service.write(configuration: service.sources)
        }

        private func aHangUpReloads() throws {
            let process = try service.process()
            // The repaired file comes into force first, so that what follows is the signal's doing.
            try eventually("the repaired file") { reloads(process) == 2 }
            process.send(signal: SIGHUP)
            try eventually("the reload after SIGHUP") { reloads(process) == 3 }
            #expect(process.isRunning)
        }

        private func reloads(_ process: TrueupProcess) -> Int {
            process.logLines.count { $0["message"]?.string == "configuration reloaded" }
        }

        private func aNewSourceIsServedAndFolded() throws {
            #expect(try post(20, as: .addedLater).status == 404)
            try service.write(configuration: service.sources + [.addedLater])
            try eventually("the new source") { try post(20, as: .addedLater).status == 200 }
            try expectVisible(20, of: .addedLater)
            #expect(try post(21, as: .agentcard).status == 200)
            try expectVisible(21, of: .agentcard)
        }

        private func aRemovedSourceIsUnknown() throws {
            try service.write(configuration: service.sources)
            try eventually("the removal") { try post(20, as: .addedLater).status == 404 }
        }

        /// What the database refuses leaves no trace of the sources named before it.
        private func aChangedProviderRegistersNothing() throws {
            let process = try service.process()
            try service.write(
                configurationText: """
                    {"sources": [
                      {"name": "newcomer", "provider": "agentcard", "environment": "test",
                       "secrets": ["env:TEST_AGENTCARD_SECRET"]},
                      {"name": "agentcard-test", "provider": "agentcard", "environment": "live",
                       "secrets": ["env:TEST_AGENTCARD_SECRET"]}]}
                    """)
            try eventually("the refusal") { process.hasLogged("the old sources stay") }
            #expect(try post(30, as: .agentcard).status == 200)
            let connection = try service.connect(as: "trueup_reader")
            let newcomers = try connection.query(
                "SELECT count(*) FROM trueup.sources WHERE source = 'newcomer'")
            #expect(try newcomers.onlyRow().int64(0) == 0)
            try service.write(configuration: service.sources)
        }

        private func post(_ number: Int, as source: TestSource) throws -> HTTPAnswer {
            try service.post(.authorization(String(number), of: source), as: source)
        }

        private func postStatus(_ number: Int, as source: TestSource) throws -> HTTPAnswer {
            try service.post(.status(source, number: number), as: source)
        }

        private func expectVisible(_ number: Int, of source: TestSource) throws {
            let connection = try service.connect(as: "trueup_reader")
            try eventually("transaction \(number) of \(source.name)") {
                try connection.query(
                    """
                    SELECT count(*) FROM trueup.transactions
                    WHERE source = $1 AND transaction_id = $2
                    """, [.text(source.name), .text("txn_\(number)")]
                ).onlyRow().int64(0) == 1
            }
        }
    }
}
