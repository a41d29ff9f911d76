import Glibc

/// Where the parts of an embedded cluster lie in its data directory.
struct ClusterLayout: Hashable, Sendable {
    let data: String

    /// PostgreSQL's own data directory (`PGDATA`).
    var cluster: String { "\(data)/postgres" }
    /// The cluster while it is being made: renamed when it is whole.
    var unfinishedCluster: String { "\(data)/postgres.new" }
    /// What the server says before its own log under `postgres/log` is open.
    var startLog: String { "\(data)/postgres-start.log" }
    /// Held while the cluster is being made, started or stopped.
    var startLock: String { "\(data)/start.lock" }
    /// Held, shared, by each process that uses the cluster: the last one stops it.
    var usersLock: String { "\(data)/users.lock" }
    var version: String { "\(cluster)/PG_VERSION" }

    /// `sockaddr_un.sun_path` with its final null.
    private static let socketPathLimit = 108
    private static let socketName = "/.s.PGSQL.5432.lock"

    /// A directory for the socket: inside the data directory where the path is short enough.
    func socketDirectory(for account: ServerAccount) -> String {
        let inside = "\(data)/run"
        if inside.utf8.count + Self.socketName.utf8.count < Self.socketPathLimit { return inside }
        return "/tmp/trueup-\(account.userID)-\(String(fingerprint, radix: 36))"
    }

    /// FNV-1a of the path: short and the same in every process.
    ///
    /// It names a directory and proves nothing: the directory's owner and mode are checked.
    private var fingerprint: UInt64 {
        data.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Checks the path and makes it absolute.
    init(dataDirectory: String) throws(PostgresError) {
        // pg_ctl puts its paths into a shell command between double quotes.
        guard !dataDirectory.isEmpty, !dataDirectory.contains(where: { "\"'$`\\\n\0".contains($0) })
        else {
            throw .embedded(
                "the data directory \(dataDirectory.debugDescription) is empty or contains"
                    + " a quote, $, backslash or line break: choose another path")
        }
        var path = dataDirectory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        if !path.hasPrefix("/") {
            guard let current = unsafe getcwd(nil, 0) else {
                throw .embedded("the current directory is gone: \(describe(errno: errno))")
            }
            defer { unsafe free(current) }
            path = "\(unsafe String(cString: current))/\(path)"
        }
        data = path
    }
}
