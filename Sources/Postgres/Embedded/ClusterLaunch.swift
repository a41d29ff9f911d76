import Glibc

/// The way from a data directory to a server that takes connections; run under the start lock.
struct ClusterLaunch {
    let layout: ClusterLayout
    let account: ServerAccount
    let extraSettings: [String: String]
    let deadline: ContinuousClock.Instant

    /// Attaches, or makes and starts; returns once the server takes connections.
    func run() throws(PostgresError) -> (ServerPrograms, Postmaster) {
        let programs = try ServerPrograms.find(
            clusterVersion: try clusterVersion(), clusterDirectory: layout.cluster,
            installations: try ServerPrograms.installed())
        if let running = try waitForRunningServer() { return (programs, running) }
        if FileStatus(path: layout.version) == nil { try makeCluster(programs) }
        try Postmaster.disown(clusterDirectory: layout.cluster, owner: account)
        try writeSettings(programs)
        try startServer(programs)
        guard let postmaster = Postmaster(clusterDirectory: layout.cluster) else {
            throw .embedded("the server of \(layout.cluster) ended right after its start")
        }
        return (programs, postmaster)
    }

    private func clusterVersion() throws(PostgresError) -> Int? {
        guard FileStatus(path: layout.cluster) != nil else { return nil }
        guard let text = readFile(layout.version), let version = Int(text.oneLine) else {
            throw .embedded(
                "\(layout.cluster) is not a PostgreSQL data directory (no readable PG_VERSION):"
                    + " choose another data directory or move it away")
        }
        return version
    }

    /// The server of the directory once it takes connections; nil when none runs.
    private func waitForRunningServer() throws(PostgresError) -> Postmaster? {
        while let postmaster = Postmaster(clusterDirectory: layout.cluster) {
            // The socket first: a server in another container on the same volume has a process id
            // that means nothing here, and a second one beside it would destroy its files.
            let answer = ServerProbe.ask(postmaster.keywords(database: "postgres"))
            if answer == .accepts { return postmaster }
            guard answer == .isBusy || postmaster.isAlive else { return nil }
            // It starts, recovers or stops: each of them ends.
            guard ContinuousClock.now < deadline else {
                throw .embedded(
                    "the server of \(layout.cluster) (process \(postmaster.processID))"
                        + " runs but takes no connections: see \(layout.cluster)/log")
            }
            pause(milliseconds: 20)
        }
        return nil
    }

    /// Runs initdb beside the final place, so that a crash in the middle leaves no half cluster.
    private func makeCluster(_ programs: ServerPrograms) throws(PostgresError) {
        if FileStatus(path: layout.unfinishedCluster) != nil {
            _ = try account.command("/bin/rm", ["-rf", "--", layout.unfinishedCluster]).run()
        }
        let outcome = try account.command(
            programs.initdb,
            [
                "--pgdata=\(layout.unfinishedCluster)", "--encoding=UTF8", "--locale=C.UTF-8",
                // The same order as C.UTF-8, by a plain comparison of bytes.
                "--lc-collate=C", "--data-checksums", "--username=\(EmbeddedCluster.superuser)",
                "--auth=trust",
            ]
        ).run()
        guard outcome.status.isSuccess else {
            throw .embedded(
                "initdb could not make the cluster \(layout.cluster):"
                    + " \(Self.cause(outcome.output))",
                hint: "each directory above must be open to the user \(account.name)")
        }
        try writeFile(
            "\(layout.unfinishedCluster)/pg_hba.conf", Self.accessRules, owner: account)
        let configuration = "\(layout.unfinishedCluster)/postgresql.conf"
        let text = readFile(configuration) ?? ""
        try writeFile(configuration, text + "\ninclude = 'trueup.conf'\n", owner: account)
        try renameDurably(layout.unfinishedCluster, to: layout.cluster)
    }

    /// Who may connect: everyone who reaches the socket.
    ///
    /// Trust is sound here: the socket lies in a directory of mode 0700 and has mode 0700 itself,
    /// so only the server's user and root reach it, and both can read the data files anyway.
    /// Roles still limit what each command can do by mistake. No rule for TCP: nothing listens.
    private static let accessRules = """
        # Only the owner of the socket's directory (mode 0700) and root get here.
        local all all trust

        """

    private func writeSettings(_ programs: ServerPrograms) throws(PostgresError) {
        let socketDirectory = layout.socketDirectory(for: account)
        try makePrivateDirectory(socketDirectory, owner: account)
        let path = "\(layout.cluster)/trueup.conf"
        func write(hasLZ4: Bool) throws(PostgresError) {
            let settings = ServerSettings(
                socketDirectory: socketDirectory, memoryBytes: ServerSettings.memoryBytes,
                freeDiskBytes: ServerSettings.freeDiskBytes(at: layout.data), hasLZ4: hasLZ4,
                extra: extraSettings)
            try writeFile(path, settings.text, owner: account)
        }
        try write(hasLZ4: true)
        // PostgreSQL may be built without LZ4: then it refuses the value.
        let probe = try account.command(
            programs.postgres, ["-D", layout.cluster, "-C", "wal_compression"]
        ).run()
        if !probe.status.isSuccess { try write(hasLZ4: false) }
    }

    private func startServer(_ programs: ServerPrograms) throws(PostgresError) {
        let remaining = max(1, Int((deadline - .now) / .seconds(1)))
        let start = account.command(
            programs.control,
            [
                "start", "--silent", "--wait", "--timeout=\(remaining)",
                "--pgdata=\(layout.cluster)",
                "--log=\(layout.startLog)",
            ])
        while true {
            _ = unsafe unlink(layout.startLog)
            let outcome = try start.run()
            if outcome.status.isSuccess { return }
            let log = readFile(layout.startLog) ?? ""
            // Children of a killed server notice its death within moments; until then PostgreSQL
            // rightly refuses to start beside them.
            let isHeldByOrphans = log.contains("pre-existing shared memory block")
            guard isHeldByOrphans, ContinuousClock.now < deadline else {
                throw .embedded(
                    "PostgreSQL \(programs.majorVersion) did not start on \(layout.cluster):"
                        + " \(Self.cause(log + serverLog + outcome.output));"
                        + " see \(layout.cluster)/log")
            }
            pause(milliseconds: 50)
        }
    }

    /// What the server wrote last to its own log, which it opens early in its start.
    private var serverLog: String {
        // `current_logfiles` holds a line `stderr log/postgresql-Sat.log`.
        guard
            let name = readFile("\(layout.cluster)/current_logfiles")?.oneLine.split(
                separator: " "
            ).last, let text = readFile("\(layout.cluster)/\(name)")
        else { return "" }
        return String(text.suffix(2_000))
    }

    /// The line of a program's output that says why it failed.
    static func cause(_ output: String) -> String {
        let lines = output.split(whereSeparator: \.isNewline)
        let telling = lines.last { line in
            ["FATAL:", "PANIC:", "error:"].contains { line.contains($0) }
        }
        return String(telling ?? lines.last ?? "it said nothing")
    }
}

extension Postmaster {
    /// How libpq reaches this server.
    func keywords(database: String) -> [(keyword: String, value: String)] {
        [
            ("host", socketDirectory), ("port", port), ("dbname", database),
            ("user", EmbeddedCluster.superuser), ("connect_timeout", "5"),
        ]
    }
}

/// Renames and makes the new name survive a crash of the machine.
private func renameDurably(_ path: String, to newPath: String) throws(PostgresError) {
    guard unsafe rename(path, newPath) == 0 else {
        throw .embedded("cannot rename \(path) to \(newPath): \(describe(errno: errno))")
    }
    let parent = String(newPath[..<(newPath.lastIndex(of: "/") ?? newPath.startIndex)])
    let directory = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else {
        throw .embedded("cannot open \(parent): \(describe(errno: errno))")
    }
    defer { close(directory) }
    guard fsync(directory) == 0 else {
        throw .embedded("cannot make \(parent) durable: \(describe(errno: errno))")
    }
}
