import Events
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

extension ServiceTests {
    /// `trueup drill --target`: a service that runs already, with sources of its user's own.
    @Suite(.serialized) struct DrillTargetTests {
        let service: ServiceUnderTest

        /// With the configuration that the command itself prints.
        init() throws {
            service = try ServiceUnderTest()
            let printed = try CommandAnswer.of(
                ["drill", "--print-config"], in: service.directory)
            #expect(printed.exitCode == 0)
            #expect(printed.errors.contains("TRUEUP_DRILL_SECRET"))
            try service.write(
                configurationText: printed.output
                    .replacing("TRUEUP_DRILL_SECRET", with: "TEST_AGENTCARD_SECRET")
                    .replacing("TRUEUP_DRILL_USER", with: "TEST_NYMCARD_USER"))
            try service.start()
        }

        private var target: String { "http://127.0.0.1:\(service.port)" }

        private func drill(
            _ words: String..., configuration: String? = nil, target: String? = nil,
            database: [String]? = nil
        ) throws -> CommandAnswer {
            try CommandAnswer.of(
                ["drill", "--target", target ?? self.target]
                    + ["--config", configuration ?? service.configurationFile]
                    + (database ?? ["--data", service.dataDirectory]) + words,
                in: service.directory, deadlineSeconds: 180)
        }

        /// A copy of the service's configuration in which something is different.
        private func configuration(_ text: String, with other: String) throws -> String {
            let path = "\(service.directory)/other.json"
            let original = TextFile.read(service.configurationFile)
            #expect(original.contains(text))
            try TextFile.write(path, original.replacing(text, with: other))
            return path
        }

        /// Among other traffic of the same sources, and after it; as an auditor, who reads bodies
        /// and changes nothing.
        @Test func aRunningServiceIsDrilled() throws {
            let others = try CommandAnswer.of(
                [
                    "simulate", "--config", service.configurationFile, "--target", target,
                    "--events", "120", "--seed", "77",
                    "--faults", "unknown-type=0.2,undecodable=0.2,drop=0.1",
                ], in: service.directory)
            #expect(others.exitCode == 0, "\(others.errors)")
            let before = try count("events")
            let answer = try drill(
                "--events", "600", "--seed", "5", "--rate", "6000", "--json",
                database: ["--database", auditorDatabase])
            #expect(answer.exitCode == 0, "\(answer.output)\(answer.errors)")
            let result = try #require(try answer.objects().first)
            #expect(result["as_expected"]?.bool == true)
            #expect(sum("expected", of: "rules", result) > 5)
            #expect(sum("compared", of: "ledger", result) > 200)
            #expect(sum("different", of: "ledger", result) == 0)
            #expect(try count("events") > before + 400)
            #expect(try service.process().isRunning)

            let again = try drill("--seed", "5")
            #expect(again.exitCode == 2)
            #expect(again.errors.contains("--seed 5"), "\(again.errors)")
            #expect(try count("events") > before + 400)
        }

        /// What does not fit together is told before anything is sent.
        @Test func mistakesAreToldInOneLine() throws {
            let connection = try service.connect()
            try connection.execute("CREATE DATABASE empty")
            let cases: [(CommandAnswer, Int32, [String])] = [
                (
                    try drill(
                        configuration: configuration(
                            "env:TEST_AGENTCARD_SECRET", with: "env:TEST_NYMCARD_TOKEN")),
                    3, ["refuses the credentials", "drill-nymcard"]
                ),
                (
                    try drill(configuration: configuration("drill-uphold", with: "drill-other")),
                    3, ["drill-other", "drill-uphold"]
                ),
                (
                    try drill(
                        configuration: configuration(
                            "\"balance-gap\": \"5s\"", with: "\"balance-gap\": \"6s\"")),
                    3, ["other settings", "drill-nymcard"]
                ),
                (
                    try drill(configuration: configuration("\"test\"", with: "\"live\"")),
                    2, ["live", "--live"]
                ),
                (
                    try drill(
                        "--live", configuration: configuration("\"test\"", with: "\"live\"")),
                    3, ["test", "live"]
                ),
                (try drill("--source", "drill-upholt"), 2, ["did you mean drill-uphold?"]),
                (
                    try drill(target: "http://127.0.0.1:\(service.adminPort)"),
                    3, ["no source drill-nymcard"]
                ),
                (try drill(target: "http://127.0.0.1:1"), 5, ["127.0.0.1:1"]),
                (try drill(target: "https://127.0.0.1"), 2, ["TLS"]),
                (try drill(target: target + "/hooks"), 2, ["without a path"]),
                (
                    try drill(
                        database: [
                            "--database",
                            auditorDatabase.replacing("dbname=trueup", with: "dbname=empty"),
                        ]), 4, ["trueup.sources"]
                ),
                (
                    try drill(database: ["--database", "host=\(service.directory)/none"]),
                    4, ["cannot be reached"]
                ),
                (try drill("--seeds", "2"), 2, ["--seeds"]),
                (try drill("--faults", "each"), 2, ["each"]),
                (try drill("--threshold", "balance-gap=1"), 2, ["--threshold"]),
            ]
            for (answer, exitCode, parts) in cases {
                #expect(answer.exitCode == exitCode, "\(answer.errors)")
                #expect(answer.output == "")
                #expect(answer.errors.hasPrefix("trueup: "), "\(answer.errors)")
                #expect(answer.errors.count { $0 == "\n" } == 1)
                for part in parts { #expect(answer.errors.contains(part), "\(answer.errors)") }
            }
            #expect(try count("events") == 0)
        }

        private var auditorDatabase: String {
            "host=\(service.dataDirectory)/run port=5432 user=trueup_auditor dbname=trueup"
        }

        private func count(_ view: String) throws -> Int64 {
            try service.connect().query("SELECT count(*) FROM trueup.\(view)").onlyRow().int64(0)
        }

        private func sum(_ name: String, of table: String, _ result: JSONValue) -> Int64 {
            result[table].map { rows in
                rows.elements.reduce(0) { $0 + ($1[name]?.integer ?? 0) }
            } ?? 0
        }
    }

    /// What only makes sense together.
    @Suite struct DrillUsageTests {
        @Test(
            arguments: [
                (["--live"], ["--live", "--target"]), (["--data", "x"], ["--data", "--target"]),
                (["--target", "http://127.0.0.1:1"], ["--config", "--print-config"]),
                (["--faults", "stale-ap"], ["did you mean stale-api?"]),
                (["--seed", "1", "--seeds", "2"], ["exclude each other"]),
            ])
        func mistakesAreToldInOneLine(words: [String], parts: [String]) throws {
            let answer = try CommandAnswer.of(
                ["drill"] + words, in: try TemporaryDirectory.untilExit())
            #expect(answer.exitCode == 2, "\(answer.errors)")
            #expect(answer.errors.count { $0 == "\n" } == 1)
            for part in parts { #expect(answer.errors.contains(part), "\(answer.errors)") }
        }
    }
}
