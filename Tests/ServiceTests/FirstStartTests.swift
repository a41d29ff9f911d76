import Glibc
import Postgres
import TestSupport
import Testing

extension ServiceTests {
    /// The private PostgreSQL is made by whichever command comes first.
    @Suite struct FirstStartTests {
        @Test func commandsThatComeTogetherMakeOneDatabase() throws {
            let directory = try TemporaryDirectory.untilExit()
            _ = unsafe chmod(directory, 0o755)
            let all = try (0..<4).map { _ in
                try TrueupProcess(["status", "--data", "\(directory)/data"], in: directory)
            }
            for process in all {
                #expect(try process.wait() == .exited(0), "\(process.errors)")
            }
            // The last to leave stopped it.
            #expect(TextFile.read("\(directory)/data/postgres/postmaster.pid") == "")
            let check = try CommandAnswer.of(
                ["migrate", "--check", "--data", "\(directory)/data"], in: directory)
            #expect(check.exitCode == 0, "\(check.output)\(check.errors)")
        }

        /// What an operator has set for other servers does not lead away from the private one.
        @Test func anEnvironmentForAnotherServerDoesNotCount() throws {
            let directory = try TemporaryDirectory.untilExit()
            _ = unsafe chmod(directory, 0o755)
            for words in [["status"], ["psql", "--", "-c", "SELECT 1"]] {
                let answer = try CommandAnswer.of(
                    [words[0], "--data", "\(directory)/data"] + words.dropFirst(), in: directory,
                    environment: [
                        "PGHOSTADDR": "192.0.2.1", "PGSERVICE": "elsewhere",
                        "PGTARGETSESSIONATTRS": "standby", "PGOPTIONS": "-c role=nobody",
                    ])
                #expect(answer.exitCode == 0, "\(answer.errors)")
            }
        }
    }
}
