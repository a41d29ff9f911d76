import Events
import Glibc
import HTTPClient
import Postgres
import Providers
import TestSupport
import Testing

extension ServiceTests {
    /// `trueup simulate` and `trueup replay` against the real service.
    @Suite(.serialized) struct SimulateTests {
        let service: ServiceUnderTest

        init() throws {
            service = try ServiceUnderTest()
        }

        private var target: String { "http://127.0.0.1:\(service.port)" }

        private func simulate(_ words: String...) throws -> CommandAnswer {
            try CommandAnswer.of(
                ["simulate", "--config", service.configurationFile, "--target", target, "--json"]
                    + words, in: service.directory)
        }

        /// One service for the whole of it: what was sent is there, and again, and byte for byte.
        @Test func whatIsSentIsInTheLogOnce() throws {
            try service.start()
            try everySourceSendsItsPart()
            try faultsAreAnsweredAsTheyMust()
            try aRecordingIsReplayedAsRepeats()
            #expect(try service.stop() == .exited(0))
        }

        private func everySourceSendsItsPart() throws {
            let truth = "\(service.directory)/truth.jsonl"
            let answer = try simulate("--events", "600", "--truth", truth)
            #expect(answer.exitCode == 0, "\(answer.output)\(answer.errors)")
            let summary = try #require(try answer.objects().first)
            #expect(summary["acknowledged"]?.integer == 600)
            #expect(summary["attempts"]?.integer == 600)
            #expect(summary["unfinished"]?.integer == 0)
            for source in service.sources {
                #expect(try logCount(source.name) == 200)
                let lines = TextFile.read("\(truth).\(source.name)").split(separator: "\n")
                #expect(lines.count { $0.hasPrefix(#"{"event":"#) } == 200)
            }
            try service.waitUntilFolded()
            let connection = try service.connect()
            try eventually("nothing to warn of") {
                try connection.query(
                    """
                    SELECT count(*) FROM trueup.findings
                    WHERE severity <> 'info' AND status = 'open'
                    """
                ).onlyRow().int64(0) == 0
            }
        }

        private func faultsAreAnsweredAsTheyMust() throws {
            let answer = try simulate(
                "--events", "300", "--seed", "2", "--faults", "forge=0.05,replay=0.05")
            #expect(answer.exitCode == 0, "\(answer.output)\(answer.errors)")
            let summary = try #require(try answer.objects().first)
            let refused = try #require(summary["expected_refusals"]?.integer)
            #expect(refused > 0)
            #expect(summary["statuses"]?["401"]?.integer == refused)
            #expect(summary["abandoned"]?.integer == refused)
        }

        private func aRecordingIsReplayedAsRepeats() throws {
            let directory = "\(service.directory)/recorded"
            let answer = try simulate(
                "--source", "uphold-test", "--events", "40", "--seed", "3", "--record", directory)
            #expect(answer.exitCode == 0, "\(answer.output)\(answer.errors)")
            let count = try logCount("uphold-test")
            let again = try CommandAnswer.of(
                ["replay", directory, "--target", target, "--json"], in: service.directory)
            #expect(again.exitCode == 0, "\(again.output)\(again.errors)")
            #expect(try again.objects().first?["acknowledged"]?.integer == 40)
            #expect(try logCount("uphold-test") == count)
            let repeats = try service.connect().query(
                "SELECT count(*) FROM trueup.redeliveries WHERE source = 'uphold-test'"
            ).onlyRow().int64(0)
            #expect(repeats >= 40)
            let mixed = try simulate("--source", "uphold-test", "--record", directory)
            #expect(mixed.exitCode == 3)
            #expect(mixed.errors.contains(directory))
        }

        private func logCount(_ source: String) throws -> Int64 {
            try service.connect().query(
                "SELECT count(*) FROM trueup.events WHERE source = $1 AND kind = 'webhook'",
                [.text(source)]
            ).onlyRow().int64(0)
        }

        private let headers = [HeaderField(name: "Authorization", value: "Bearer sk_test_1")]

        /// With its API, which goes on until it is interrupted.
        private func agentcard(_ words: String...) throws -> (TrueupProcess, UInt16) {
            let simulation = try TrueupProcess(
                [
                    "simulate", "--provider", "agentcard", "--source", "agentcard-test",
                    "--secret", "env:TEST_AGENTCARD_SECRET", "--target", target,
                    "--events", "200", "--api-listen", "127.0.0.1:0", "--api-key", "env:TEST_KEY",
                    "--json",
                ] + words, in: service.directory, environment: ["TEST_KEY": "sk_test_1"])
            try eventually("200 events in the log") { try logCount("agentcard-test") == 200 }
            let prefix = "The providers' APIs listen on http://127.0.0.1:"
            let line = simulation.errors.split(separator: "\n").first { $0.hasPrefix(prefix) }
            return (
                simulation, try #require(line.flatMap { UInt16($0.dropFirst(prefix.count)) })
            )
        }

        /// A fault of the API refuses its clients, and stands in the truth.
        @Test func aStormIsServedAndWrittenDown() throws {
            try service.start()
            let truth = "\(service.directory)/storm.jsonl"
            let (simulation, port) = try agentcard(
                "--faults", "rate-limit-storm=1", "--truth", truth)
            var sender = HTTPSender(host: "127.0.0.1", port: port)
            let refused = try sender.request("GET", "/api/v1/cards", headers: headers)
            #expect(refused.status == 429)
            #expect(refused.header("RateLimit-Reset").flatMap { Int($0) }.map { $0 > 0 } == true)
            simulation.send(signal: SIGINT)
            #expect(try simulation.wait() == .exited(0))
            let lines = TextFile.read(truth).split(separator: "\n")
            #expect(
                lines.contains { line in
                    line.hasPrefix(#"{"fault":"rate-limit-storm""#) && line.contains("until")
                })
        }

        /// The provider's own API beside its deliveries, until it is interrupted.
        @Test func theAPIKnowsWhatWasSent() throws {
            try service.start()
            let (simulation, port) = try agentcard()
            var sender = HTTPSender(host: "127.0.0.1", port: port)
            let cards = try sender.request("GET", "/api/v1/cards?limit=100", headers: headers)
            #expect(cards.status == 200)
            let total = try JSONDocument(parsing: cards.body).root["total"]?.integer ?? 0
            #expect(total > 0)
            try service.waitUntilFolded()
            let booked = try service.connect().query("SELECT count(*) FROM trueup.cards")
                .onlyRow().int64(0)
            #expect(booked == total)
            #expect(try sender.request("GET", "/api/v1/cards").status == 401)
            simulation.send(signal: SIGINT)
            #expect(try simulation.wait() == .exited(0))
            #expect(simulation.output.contains(#""acknowledged":200"#))
        }
    }

    /// How the two commands refuse.
    @Suite struct SimulateUsageTests {
        let directory: String

        init() throws {
            directory = try TemporaryDirectory.untilExit()
        }

        private static let agentcard = [
            "simulate", "--provider", "agentcard", "--secret", "env:TEST_AGENTCARD_SECRET",
        ]

        @Test(
            arguments: [
                (["simulate"], 2, ["--provider", "--config"]),
                (["simulate", "--provider", "visa"], 2, ["visa", "nymcard"]),
                (["simulate", "--provider", "uphold"], 2, ["--secret"]),
                (["simulate", "--provider", "nymcard"], 2, ["--username", "--header"]),
                (
                    ["simulate", "--provider", "nymcard", "--username", "env:TEST_NYMCARD_USER"], 2,
                    ["--password"]
                ),
                (["simulate", "--provider", "nymcard", "--header", "x"], 2, ["NAME=REFERENCE"]),
                (
                    ["simulate", "--provider", "uphold", "--secret", "hunter2"], 3,
                    ["env:NAME or file:PATH"]
                ),
                (
                    ["simulate", "--provider", "uphold", "--secret", "env:TEST_NOT_SET"], 3,
                    ["TEST_NOT_SET"]
                ),
                (agentcard + ["--speed", "2", "--rate", "3"], 2, ["exclude each other"]),
                (agentcard + ["--speed", "0"], 2, ["--speed", "0"]),
                (agentcard + ["--faults", "dropp=0.1"], 2, ["did you mean drop?"]),
                (agentcard + ["--faults", "drop=2"], 2, ["drop=2", "from 0 to 1"]),
                (agentcard + ["--target", "127.0.0.1:8080"], 2, ["--target", "http://"]),
                (agentcard + ["--target", "https://a.test"], 2, ["TLS"]),
                (agentcard + ["--faults", "stale-api=0.1"], 2, ["stale-api", "--api-listen"]),
                (agentcard + ["--api-listen", "nowhere"], 2, ["--api-listen", "nowhere"]),
                (agentcard + ["--api-listen", "127.0.0.1:0"], 2, ["--api-key"]),
                (agentcard + ["--target", "http://127.0.0.1:1"], 5, ["127.0.0.1:1", "--target"]),
                (["replay"], 2, ["DIR"]),
                (["replay", "/nonexistent"], 3, ["/nonexistent"]),
                (["replay", "/", "--target", "https://a.test"], 2, ["--target", "TLS"]),
                (["replay", "/"], 3, ["/", "--record"]),
            ] as [([String], Int32, [String])])
        func mistakesAreToldInOneLine(words: [String], exitCode: Int32, parts: [String]) throws {
            let answer = try CommandAnswer.of(words, in: directory)
            #expect(answer.exitCode == exitCode, "\(answer.errors)")
            #expect(answer.output == "")
            #expect(answer.errors.hasPrefix("trueup: "))
            #expect(answer.errors.count { $0 == "\n" } == 1)
            #expect(!answer.errors.contains("hunter2"))
            for part in parts { #expect(answer.errors.contains(part), "\(answer.errors)") }
        }
    }
}
