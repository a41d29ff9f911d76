import Glibc
import TestSupport
import Testing

@testable import Postgres

/// Who may have made a directory that the server needs.
@Suite struct PrivateDirectoryTests {
    private let path: String
    private let account: ServerAccount

    init() throws {
        path = try TemporaryDirectory.untilExit() + "/data"
        account = try ServerAccount.account(forClusterAt: path)
    }

    /// As between the two steps of another process that starts at the same moment.
    @Test(.enabled(if: geteuid() == 0))
    func rootFinishesWhatRootHasBegun() throws {
        #expect(unsafe mkdir(path, 0o700) == 0)
        try makePrivateDirectory(path, owner: account)
        #expect(FileStatus(path: path)?.ownerID == account.userID)
        // And what the other has finished.
        try makePrivateDirectory(path, owner: account)
    }

    @Test(
        .enabled(if: geteuid() == 0),
        arguments: [(0o755, false), (0o700, true)] as [(mode_t, Bool)])
    func whatRootHasInUseIsNotGivenAway(mode: mode_t, hasFile: Bool) throws {
        #expect(unsafe mkdir(path, mode) == 0)
        if hasFile { try TextFile.write("\(path)/kept", "") }
        let error = #expect(throws: PostgresError.self) {
            try makePrivateDirectory(path, owner: account)
        }
        #expect(
            error?.message.contains("must be a directory of \(account.name) with mode 0700") == true
        )
        #expect(FileStatus(path: path)?.ownerID == 0)
    }
}
