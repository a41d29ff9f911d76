import Glibc

/// A private PostgreSQL cluster in a data directory, on a Unix socket.
///
/// ```swift
/// let cluster = try EmbeddedCluster(dataDirectory: directory).start()
/// defer { try? cluster.stop() }
/// let connection = try Connection(cluster.settings(role: "trueup_service"))
/// ```
///
/// Several processes may use one cluster: the first starts it, later ones attach, the last to leave
/// stops it. A process that is killed leaves the server running; the next one attaches to it. After
/// a crash of the server or the machine PostgreSQL recovers at the next start.
package struct EmbeddedCluster: Sendable {
    let layout: ClusterLayout
    let extraSettings: [String: String]

    /// The role that initdb makes: the cluster's owner.
    package static let superuser = "postgres"
    /// The service's database, made at the first start.
    package static let database = "trueup"

    /// `extraSettings` are server settings that override the recommended ones.
    package init(
        dataDirectory: String = EmbeddedCluster.defaultDataDirectory,
        extraSettings: [String: String] = [:]
    ) throws(PostgresError) {
        layout = try ClusterLayout(dataDirectory: dataDirectory)
        self.extraSettings = extraSettings
    }

    /// `/var/lib/trueup` for root, else `~/.local/share/trueup`.
    package static var defaultDataDirectory: String {
        if geteuid() == 0 { return "/var/lib/trueup" }
        let home = unsafe getenv("HOME").map { unsafe String(cString: $0) } ?? ""
        return "\(home)/.local/share/trueup"
    }

    /// Makes the cluster at first use and starts it, or attaches to it when it runs.
    package func start(
        timeLimit: Duration = .seconds(120)
    ) throws(PostgresError) -> RunningCluster {
        let deadline = ContinuousClock.now + timeLimit
        let account = try ServerAccount.account(forClusterAt: layout.cluster)
        try prepareDataDirectory(for: account)
        let startLock = try FileLock(path: layout.startLock, owner: account)
        try startLock.lock(.exclusive, by: deadline)
        defer { startLock.unlock() }
        let usersLock = try FileLock(path: layout.usersLock, owner: account)
        try usersLock.lock(.shared, by: deadline)
        let launch = ClusterLaunch(
            layout: layout, account: account, extraSettings: extraSettings, deadline: deadline)
        let (programs, postmaster) = try launch.run()
        let cluster = RunningCluster(
            layout: layout, account: account, programs: programs, postmaster: postmaster,
            startLock: startLock, usersLock: usersLock)
        do {
            try cluster.makeDatabase()
        } catch {
            // Nobody would stop it later; the error at hand says more than one of stopping.
            startLock.unlock()
            try? cluster.stop()
            throw error
        }
        return cluster
    }

    /// Makes the data directory, private to the account that will run the server.
    private func prepareDataDirectory(for account: ServerAccount) throws(PostgresError) {
        try makeDirectories(layout.data, owner: account)
        if geteuid() == 0 {
            // An empty directory of root's was made for us; a server of another user needs it.
            let isRoots = FileStatus(path: layout.data)?.ownerID == 0
            if isRoots, account.userID != 0, directoryEntries(layout.data).isEmpty {
                guard unsafe lchown(layout.data, account.userID, account.groupID) == 0,
                    unsafe chmod(layout.data, 0o700) == 0
                else { throw .embedded("cannot give \(layout.data) to \(account.name)") }
            }
        } else if unsafe access(layout.data, R_OK | W_OK | X_OK) != 0 {
            throw .embedded(
                "the data directory \(layout.data) is not writable for \(account.name):"
                    + " \(describe(errno: errno))")
        }
    }
}
