import Events
import TestSupport
import Testing

extension ServiceTests {
    /// The command line where no database is needed.
    @Suite struct UsageTests {
        let directory: String

        init() throws {
            directory = try TemporaryDirectory.untilExit()
        }

        @Test func everyCommandHasHelpWithExamplesThatItUnderstands() throws {
            let overview = try run(["--help"])
            #expect(overview.exitCode == 0)
            let names = commandNames(in: overview.output)
            #expect(names.count >= 11)
            #expect(names.contains("serve"))
            for name in names {
                let help = try run([name, "--help"])
                #expect(help.exitCode == 0, "\(name)")
                #expect(help.errors == "", "\(name)")
                #expect(help.output.hasPrefix("trueup \(name)"), "\(name)")
                #expect(help.output.contains("--json"), "\(name)")
                let examples = examples(in: help.output)
                #expect(!examples.isEmpty, "\(name)")
                for example in examples { try expectUnderstood(example, of: name) }
            }
        }

        private func commandNames(in overview: String) -> [String] {
            let lines = overview.split(separator: "\n", omittingEmptySubsequences: false)
            let start = lines.firstIndex(of: "COMMANDS") ?? lines.endIndex
            return lines[start...].dropFirst().prefix { !$0.isEmpty }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
        }

        private func examples(in help: String) -> [String] {
            help.split(separator: "\n").drop { $0 != "EXAMPLES" }.dropFirst()
                .map { String($0.drop { $0 == " " }) }
        }

        /// With `--help` in the place of its execution.
        private func expectUnderstood(_ example: String, of name: String) throws {
            let command = example.prefix { $0 != "|" }.split(separator: " ").map(String.init)
            #expect(command.prefix(2) == ["trueup", name], "\(example)")
            let words = command.dropFirst().prefix { $0 != "--" }
            let answer = try run(words + ["--help"])
            #expect(answer.exitCode == 0, "\(example): \(answer.errors)")
        }

        @Test(
            arguments: [
                (["servr"], ["servr", "did you mean serve?"]),
                (["frobnicate"], ["frobnicate", "trueup --help"]),
                (["status", "--jsn"], ["--jsn", "did you mean --json?"]),
                (["serve", "--listn=127.0.0.1:1"], ["--listn", "did you mean --listen?"]),
                (["events", "--limit"], ["--limit needs a value"]),
                (["events", "--source", "--json"], ["--source needs a value"]),
                (["events", "--limit", "none"], ["--limit", "none"]),
                (["events", "--limit", "1", "--limit", "2"], ["--limit is given twice"]),
                (["status", "--json=yes"], ["--json takes no value"]),
                (["status", "more"], ["does not take", "more"]),
                (["status", "--", "more"], ["nothing after"]),
                (["events", "list", "more"], ["does not take", "more"]),
                (["events", "shwo"], ["shwo"]),
                (["events", "show"], ["SOURCE POSITION"]),
                (["events", "show", "uphold-test"], ["SOURCE POSITION"]),
                (["events", "show", "uphold-test", "first"], ["first"]),
                (["quarantine", "show", "uphold-test"], ["SOURCE POSITION"]),
                (["quarantine", "list", "more"], ["does not take", "more"]),
                (["findings", "show"], ["finding's id"]),
                (["findings", "show", "zz"], ["zz"]),
                (["findings", "list", "more"], ["does not take", "more"]),
                (["findings", "--fail-on", "bad"], ["--fail-on", "bad", "critical"]),
                (["findings", "--status", "gone"], ["--status", "gone", "open"]),
                (["reconcile", "--now", "yesterday"], ["--now", "yesterday"]),
                (["drill", "--provider", "visa"], ["--provider", "nymcard", "visa"]),
                (
                    ["drill", "--faults", "drop,dupplicate"],
                    ["\"dupplicate\" is no fault", "did you mean duplicate?"]
                ),
                (["drill", "--threshold", "balance-gap=1h"], ["RULE=SECONDS", "balance-gap=1h"]),
                (["drill", "--seed", "1", "--seeds", "2"], ["--seed and --seeds exclude"]),
                (["drill", "--seeds", "101"], ["--seeds", "100", "101"]),
                (["drill", "--events", "0"], ["--events", "at least 1"]),
                (["reproject", "--until", "monday", "--as", "a"], ["--until", "monday"]),
                (["reproject", "--until-position", "0", "--as", "a"], ["--until-position", "0"]),
                (["reproject", "--until-position", "5"], ["--as NAME"]),
                (["reproject", "--until", "2026-01-01T00:00:00Z"], ["--as NAME"]),
                (["reproject", "--as", "g7"], ["--as", "g7"]),
                (["reproject", "--as", "last monday"], ["--as", "last monday"]),
                (
                    [
                        "reproject", "--until", "2026-01-01T00:00:00Z", "--until-position", "5",
                        "--as", "a",
                    ], ["exclude each other"]
                ),
                (["reproject", "--dry-run", "--until-position", "5", "--as", "a"], ["--dry-run"]),
                (["generations", "drop"], ["name"]),
                (["generations", "lsit"], ["list or drop", "lsit"]),
                (["generations", "list", "more"], ["does not take", "more"]),
                (["serve", "--role", "intak"], ["intak", "did you mean intake?"]),
                (["psql", "--role", "root"], ["--role", "root", "reader"]),
                (["decide"], ["release-hold"]),
                (["decide", "burn", "--source", "a", "--reason", "b"], ["burn", "adjust"]),
                (["decide", "release-hold", "--reason", "b"], ["needs --source"]),
                (["decide", "release-hold", "--source", "a"], ["needs --reason"]),
                (
                    ["decide", "release-hold", "--source", "a", "--reason", "b"],
                    ["needs --transaction"]
                ),
                (
                    [
                        "decide", "release-hold", "--source", "a", "--reason", "b",
                        "--account", "c",
                    ], ["does not take --account"]
                ),
                (
                    ["decide", "adjust", "--source", "a", "--reason", "b", "--account", "c"],
                    ["needs --amount and --currency"]
                ),
                (
                    [
                        "decide", "adjust", "--source", "a", "--reason", "b", "--account", "c",
                        "--amount", "x", "--currency", "USD",
                    ], ["--amount \"x\"", "not a decimal"]
                ),
                (
                    [
                        "decide", "adjust", "--source", "a", "--reason", "b", "--amount", "1",
                        "--currency", "USD",
                    ], ["--account or --card"]
                ),
                (
                    [
                        "decide", "link-transactions", "--source", "a", "--reason", "b",
                        "--transaction", "t", "--original", "t",
                    ], ["name the same transaction"]
                ),
                (
                    [
                        "decide", "link-transactions", "--source", "a", "--reason", "b",
                        "--transaction", "t", "--original", "u", "--as", "cousin",
                    ], ["--as", "cousin", "refund"]
                ),
                (["status", "--database", "host=a", "--embedded"], ["exclude each other"]),
                (["demo", "--seed", "-1"], ["--seed", "-1"]),
            ] as [([String], [String])])
        func wrongUsageIsToldInOneLine(words: [String], parts: [String]) throws {
            let answer = try run(words)
            #expect(answer.exitCode == 2)
            expectOneLine(answer, parts)
        }

        @Test(
            arguments: [
                (#"{"sources": ["#, ["line 1"]),
                (#"{"surces": []}"#, ["surces", "did you mean sources?"]),
                (source(#""provider": "upheld""#), ["sources[0].provider", "upheld", "uphold"]),
                (
                    source(#""provider": "uphold", "secrets": ["hunter2-without-a-reference"]"#),
                    ["sources[0].secrets[0]", "env:NAME or file:PATH"]
                ),
                (
                    source(#""provider": "uphold", "secrets": ["env:TRUEUP_TEST_NOT_SET"]"#),
                    ["sources[0] (a)", "TRUEUP_TEST_NOT_SET", "not set"]
                ),
                (
                    source(#""provider": "uphold", "secrets": ["file:/nonexistent/secret"]"#),
                    ["sources[0] (a)", "/nonexistent/secret", "cannot be read"]
                ),
            ] as [(String, [String])])
        func aWrongConfigurationNamesPlaceAndCure(text: String, parts: [String]) throws {
            let file = "\(directory)/trueup.json"
            try TextFile.write(file, text)
            for command in [["sources", "check"], ["serve"]] {
                let answer = try run(
                    command + ["--config", file, "--data", "\(directory)/data"])
                #expect(answer.exitCode == 3, "\(command)")
                expectOneLine(answer, [file] + parts)
                #expect(!answer.errors.contains("hunter2"))
            }
        }

        private static func source(_ members: String) -> String {
            #"{"sources": [{"name": "a", "environment": "test", \#(members)}]}"#
        }

        @Test func aMissingConfigurationIsWrong() throws {
            let answer = try run(["status", "--config", "\(directory)/none.json"])
            #expect(answer.exitCode == 3)
            expectOneLine(answer, ["none.json", "cannot be read"])
        }

        @Test(arguments: [
            "status", "events", "findings", "quarantine", "sources", "reconcile", "verify",
            "reproject", "generations", "migrate", "psql", "serve",
        ])
        func aDatabaseOutOfReachIsFour(command: String) throws {
            let uri = "postgresql://nobody:hunter2@127.0.0.1:1/none?connect_timeout=2"
            let answer = try run([command, "--database", uri])
            #expect(answer.exitCode == 4)
            // psql has its own words.
            if command != "psql" { expectOneLine(answer, ["127.0.0.1", "--database"]) }
            #expect(!answer.errors.contains("hunter2"))
        }

        /// Exactly one line on standard error, with what it must tell, and nothing else.
        private func expectOneLine(_ answer: CommandAnswer, _ parts: [String]) {
            #expect(answer.output == "")
            #expect(answer.errors.hasPrefix("trueup: "))
            #expect(answer.errors.hasSuffix("\n"))
            #expect(answer.errors.count { $0 == "\n" } == 1, "\(answer.errors)")
            for part in parts {
                #expect(answer.errors.contains(part), "\(answer.errors)")
            }
        }

        private func run(_ words: [String]) throws -> CommandAnswer {
            // What is taken for right by mistake must not start this user's private PostgreSQL.
            try CommandAnswer.of(
                words, in: directory, environment: ["TRUEUP_DATABASE": "host=/nonexistent"])
        }
    }
}
