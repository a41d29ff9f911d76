/// An embedded cluster that takes connections; made by `EmbeddedCluster.start()`.
package final class RunningCluster: Sendable {
    private let layout: ClusterLayout
    private let account: ServerAccount
    private let programs: ServerPrograms
    private let postmaster: Postmaster
    private let startLock: FileLock
    private let usersLock: FileLock

    /// The server's process id.
    package var processID: Int32 { postmaster.processID }
    package var socketDirectory: String { postmaster.socketDirectory }
    package var majorVersion: Int { programs.majorVersion }
    /// The directory of `psql`, `pg_dump` and the server's other programs.
    package var programDirectory: String { programs.directory }

    init(
        layout: ClusterLayout, account: ServerAccount, programs: ServerPrograms,
        postmaster: Postmaster, startLock: FileLock, usersLock: FileLock
    ) {
        self.layout = layout
        self.account = account
        self.programs = programs
        self.postmaster = postmaster
        self.startLock = startLock
        self.usersLock = usersLock
    }

    /// How to connect as a role; every role of the cluster may, from the owner's account or root's.
    package func settings(
        role: String = EmbeddedCluster.superuser, database: String = EmbeddedCluster.database
    ) -> ConnectionSettings {
        ConnectionSettings(keywords: [
            "host": postmaster.socketDirectory, "port": postmaster.port, "dbname": database,
            "user": role,
        ])
    }

    /// Leaves the cluster; the last process to leave stops the server (fast: open transactions are
    /// rolled back, everything committed is kept).
    package func stop(timeLimit: Duration = .seconds(60)) throws(PostgresError) {
        try startLock.lock(.exclusive, by: .now + timeLimit)
        defer {
            usersLock.unlock()
            startLock.unlock()
        }
        guard usersLock.tryLock(.exclusive),
            let running = Postmaster(clusterDirectory: layout.cluster), running.isAlive
        else { return }
        let seconds = max(1, Int(timeLimit / .seconds(1)))
        let outcome = try account.command(
            programs.control,
            [
                "stop", "--silent", "--mode=fast", "--wait", "--timeout=\(seconds)",
                "--pgdata=\(layout.cluster)",
            ]
        ).run()
        guard outcome.status.isSuccess else {
            throw .embedded(
                "the server of \(layout.cluster) did not stop:"
                    + " \(ClusterLaunch.cause(outcome.output))")
        }
    }

    /// Makes the service's database unless it is there.
    func makeDatabase() throws(PostgresError) {
        let connection = try Connection(settings(database: "postgres"))
        let found = try connection.query(
            "SELECT 1 FROM pg_database WHERE datname = $1", [.text(EmbeddedCluster.database)])
        if found.isEmpty {
            try connection.execute("CREATE DATABASE \(EmbeddedCluster.database)")
        }
    }
}
