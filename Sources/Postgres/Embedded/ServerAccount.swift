import Glibc

/// The system user that runs the embedded server and owns its files.
struct ServerAccount: Hashable, Sendable {
    let name: String
    let userID: UInt32
    let groupID: UInt32

    /// PostgreSQL refuses to run as root; the packages of every distribution make this user.
    private static let packagedName = "postgres"

    /// The user for a data directory: its owner, else the current user, else `postgres` for root.
    static func account(forClusterAt directory: String) throws(PostgresError) -> ServerAccount {
        let me = geteuid()
        let owner = FileStatus(path: directory)?.ownerID
        if me != 0 {
            if let owner, owner != me {
                throw .embedded(
                    "the cluster \(directory) belongs to \(nameOrID(owner)),"
                        + " this process runs as \(nameOrID(me)): run it as the owner or as root")
            }
            guard let account = ServerAccount(userID: me) else {
                throw .embedded(
                    "the current user \(me) has no name in the system's user database:"
                        + " PostgreSQL cannot run under it")
            }
            return account
        }
        // A directory that somebody made for a cluster to come is to be that user's.
        let parent = String(directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)])
        let wanted = owner ?? FileStatus(path: parent)?.ownerID
        if let wanted, wanted != 0, let account = ServerAccount(userID: wanted) { return account }
        guard let account = ServerAccount(name: packagedName) else {
            throw .embedded(
                "PostgreSQL does not run as root and the system user postgres is missing:"
                    + " install it with apt-get install postgresql, or run as another user")
        }
        return account
    }

    /// What a server's process keeps of our environment; the last is the mark by which a test run
    /// finds processes that it left behind.
    private static let keptVariables: Set<String> = [
        "PATH", "HOME", "TZ", "TMPDIR", "LANG", "LD_LIBRARY_PATH", "TRUEUP_TEST_RUN",
    ]

    /// The command as this user: itself, or through setpriv when root must step down.
    func command(_ executable: String, _ arguments: [String]) -> Command {
        // In English and in a directory that every user may enter. Of our environment only what a
        // server needs: the rest may hold secrets, and a server shows its own to its user.
        var environment: [String: String?] = ["LC_ALL": "C.UTF-8"]
        for name in ChildProcess.inheritedEnvironment().keys
        where name != "LC_ALL" && !Self.keptVariables.contains(name) {
            environment[name] = .some(nil)
        }
        if geteuid() != 0 || userID == 0 {
            return Command(
                executable, arguments, environment: environment, workingDirectory: "/")
        }
        let setpriv = executablePath("setpriv", in: searchPath()) ?? "/usr/bin/setpriv"
        let identity = ["--reuid=\(userID)", "--regid=\(groupID)", "--init-groups", "--"]
        return Command(
            setpriv, identity + [executable] + arguments, environment: environment,
            workingDirectory: "/")
    }
}

extension ServerAccount {
    /// What a user's record may need at most, with room to spare.
    private static let recordBytes = 16 * 1024

    private init?(userID: UInt32) {
        var text = [CChar](repeating: 0, count: Self.recordBytes)
        var record = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        // The record points into the text, which lives until the end of this function.
        guard unsafe getpwuid_r(userID, &record, &text, text.count, &found) == 0,
            unsafe found != nil
        else { return nil }
        unsafe self.init(record)
    }

    private init?(name: String) {
        var text = [CChar](repeating: 0, count: Self.recordBytes)
        var record = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        // As above.
        guard unsafe getpwnam_r(name, &record, &text, text.count, &found) == 0,
            unsafe found != nil
        else { return nil }
        unsafe self.init(record)
    }

    private init(_ record: passwd) {
        unsafe self.init(
            name: String(cString: record.pw_name), userID: record.pw_uid, groupID: record.pw_gid)
    }

    private static func nameOrID(_ userID: UInt32) -> String {
        ServerAccount(userID: userID)?.name ?? "user \(userID)"
    }
}
