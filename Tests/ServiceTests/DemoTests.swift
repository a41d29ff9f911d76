import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

extension ServiceTests {
    /// The guided first run.
    @Suite(.serialized) struct DemoTests {
        let directory: String
        let temporary: String

        init() throws {
            directory = try TemporaryDirectory.untilExit()
            temporary = "\(directory)/tmp"
            try FileManager.default.createDirectory(
                atPath: temporary, withIntermediateDirectories: false)
            // The demonstration's PostgreSQL may belong to another user, who must get there.
            for path in [directory, temporary] { _ = unsafe chmod(path, 0o755) }
        }

        @Test func onceItEqualsTheTruthAndLeavesNothing() throws {
            let answer = try CommandAnswer.of(
                ["demo", "--once"], in: directory, environment: ["TMPDIR": temporary])
            #expect(answer.exitCode == 0, "\(answer.output)\(answer.errors)")
            #expect(answer.errors == "")
            #expect(answer.output.contains("The books equal the simulator's truth:"))
            #expect(answer.output.contains("ACCOUNTS"))
            #expect(answer.output.contains("FINDINGS"))
            #expect(answer.output.contains("GO ON WITH"))
            try expectNothingLeft()
        }

        @Test func interruptedItLeavesNothing() throws {
            let process = try TrueupProcess(
                ["demo", "--seed", "7"], in: directory, environment: ["TMPDIR": temporary])
            try eventually(deadlineSeconds: 60, "the first look") {
                process.output.contains("Still serving.") || !process.isRunning
            }
            process.send(signal: SIGINT)
            #expect(try process.wait() == .exited(0))
            #expect(process.errors == "")
            try expectNothingLeft()
        }

        private func expectNothingLeft() throws {
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
            let running = try Command("/bin/ps", ["-e", "-o", "args="]).run().output
            #expect(!running.contains(temporary))
        }
    }
}
