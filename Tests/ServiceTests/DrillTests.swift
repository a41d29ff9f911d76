import Events
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

extension ServiceTests {
    /// The drill: the whole service against programs of which everything is known.
    @Suite(.serialized) struct DrillTests {
        let directory: String
        let temporary: String

        init() throws {
            directory = try TemporaryDirectory.untilExit()
            temporary = "\(directory)/tmp"
            try FileManager.default.createDirectory(
                atPath: temporary, withIntermediateDirectories: false)
            // The drill's PostgreSQL may belong to another user, who must get there.
            for path in [directory, temporary] { _ = unsafe chmod(path, 0o755) }
        }

        private func drill(_ words: String...) throws -> CommandAnswer {
            try CommandAnswer.of(
                ["drill"] + words, in: directory, environment: ["TMPDIR": temporary],
                deadlineSeconds: 300)
        }

        private func result(_ answer: CommandAnswer) throws -> JSONValue {
            try #require(try answer.objects().first, "\(answer.output)\(answer.errors)")
        }

        private func rows(_ table: String, of result: JSONValue) -> [JSONValue] {
            result[table].map { Array($0.elements) } ?? []
        }

        /// Accounts, cards, transactions and holds of all three providers, and nothing found.
        @Test func twentyThousandEventsWithoutAFaultGiveTheTruth() throws {
            let answer = try drill("--faults", "none", "--events", "20000", "--json")
            #expect(answer.exitCode == 0, "\(answer.output)\(answer.errors)")
            let result = try result(answer)
            #expect(result["as_expected"]?.bool == true)
            #expect(rows("differences", of: result).isEmpty)
            #expect(rows("faults", of: result).isEmpty)
            for row in rows("ledger", of: result) {
                #expect(row["equal"]?.integer == row["compared"]?.integer)
                let isKnown = row["provider"]?.string != "uphold"
                let isCompared = isKnown || row["what"]?.string == "transactions"
                #expect((row["compared"]?.integer ?? 0 > 500) == isCompared)
            }
            #expect(rows("ledger", of: result).count == 12)
            try expectNothingLeft()
        }

        @Test func everyFaultIsFoundAndTheBooksFollow() throws {
            let answer = try drill("--events", "1200", "--seed", "3", "--json")
            #expect(answer.exitCode == 0, "\(answer.output)\(answer.errors)")
            let result = try result(answer)
            var found: [String: Int64] = [:]
            for row in rows("rules", of: result) {
                let rule = try #require(row["rule"]?.string)
                guard row["exists"]?.bool == true else {
                    #expect(row["missed"]?.isNull == true)
                    continue
                }
                #expect(row["found"]?.integer == row["expected"]?.integer)
                #expect(row["false_alarms"]?.integer == 0)
                found[rule] = row["found"]?.integer
            }
            #expect(found.values.reduce(0, +) > 10)
            #expect(found["unknown-type"] ?? 0 > 0)
            let faults = rows("faults", of: result)
            #expect(faults.reduce(0) { $0 + ($1["made"]?.integer ?? 0) } > 20)
            for row in rows("ledger", of: result) {
                #expect(row["different"]?.integer == 0)
            }
            try expectNothingLeft()
        }

        /// Losses that no later report can show prove nothing of the service.
        @Test func aRunThatShowsTooLittleFails() throws {
            let answer = try drill(
                "--provider", "nymcard", "--events", "40", "--faults", "drop", "--rate", "500000",
                "--speed", "20000")
            #expect(answer.exitCode == 1, "\(answer.output)\(answer.errors)")
            #expect(answer.output.contains("more than a tenth of the faults is masked"))
            #expect(answer.output.contains("rule does not exist yet"))
            #expect(answer.output.contains("LEDGER AGAINST THE TRUTH"))
            try expectNothingLeft()
        }

        /// A service that waits longer than it must finds the same gaps, and calls none an error.
        @Test func aWrongThresholdFails() throws {
            let answer = try drill(
                "--provider", "nymcard", "--events", "400", "--faults", "drop", "--speed", "40000",
                "--threshold", "balance-gap=3600", "--json")
            #expect(answer.exitCode == 1, "\(answer.output)\(answer.errors)")
            let result = try result(answer)
            let gaps = rows("rules", of: result).first { $0["rule"]?.string == "balance-gap" }
            #expect(gaps?["expected"]?.integer ?? 0 > 0)
            #expect(gaps?["missed"]?.integer == 0)
            #expect(gaps?["differing"]?.integer ?? 0 > 0)
            #expect(
                rows("differences", of: result).contains { row in
                    row.string?.contains("balance-gap error open account") == true
                })
        }

        @Test func interruptedItLeavesNothing() throws {
            let process = try TrueupProcess(
                ["drill", "--speed", "1"], in: directory, environment: ["TMPDIR": temporary])
            try eventually(deadlineSeconds: 60, "the start") {
                process.errors.contains("Sending") || !process.isRunning
            }
            process.send(signal: SIGINT)
            #expect(try process.wait() == .exited(1))
            #expect(process.errors.contains("interrupted"))
            try expectNothingLeft()
        }

        private func expectNothingLeft() throws {
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
            let running = try Command("/bin/ps", ["-e", "-o", "args="]).run().output
            #expect(!running.contains(temporary))
        }
    }
}
