import Glibc
import Postgres
import TestSupport
import Testing

/// Each test has a cluster of its own, below a directory that goes with the process.
@Suite struct EmbeddedClusterTests {
    let directory: String
    /// Small, and careful with the disk: these tests are about recovery.
    static let settings = ["shared_buffers": "16MB", "max_connections": "20"]

    init() throws {
        directory = try TemporaryDirectory.untilExit()
        // Servers of other users must be able to pass.
        _ = unsafe chmod(directory, 0o755)
    }

    private var data: String { "\(directory)/data" }

    private func start() throws -> RunningCluster {
        try EmbeddedCluster(dataDirectory: data, extraSettings: Self.settings).start()
    }

    @Test func firstStartMakesAPrivateDurableCluster() throws {
        let cluster = try start()
        defer { try? cluster.stop() }
        let connection = try Connection(cluster.settings())
        let wanted = [
            ("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on"),
            ("data_checksums", "on"), ("server_encoding", "UTF8"), ("listen_addresses", ""),
            ("checkpoint_timeout", "30min"), ("unix_socket_permissions", "0700"),
            ("wal_compression", "lz4"), ("TimeZone", "UTC"), ("lc_collate", "C"),
            ("lc_ctype", "C.UTF-8"),
        ]
        for (name, value) in wanted {
            #expect(try connection.queryText("SHOW \(name)").rows == [[value]], "\(name)")
        }
        let database = try connection.query("SELECT current_database()").onlyRow().text(0)
        #expect(database == EmbeddedCluster.database)
        var status = stat()
        #expect(unsafe lstat(cluster.socketDirectory, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        #expect(status.st_uid != 0)
    }

    @Test func theSecondStartFindsWhatWasCommitted() throws {
        let first = try start()
        try Connection(first.settings()).execute("CREATE TABLE kept AS SELECT 42 AS x")
        try first.stop()
        #expect(throws: PostgresError.self) { try Connection(first.settings()) }
        let second = try start()
        defer { try? second.stop() }
        #expect(second.processID != first.processID)
        let connection = try Connection(second.settings())
        #expect(try connection.query("SELECT x FROM kept").onlyRow().int32(0) == 42)
    }

    @Test func theLastToLeaveStopsTheServer() throws {
        let service = try start()
        let command = try start()
        #expect(command.processID == service.processID)
        try command.stop()
        #expect(try Connection(service.settings()).query("SELECT 1").count == 1)
        let another = try start()
        try service.stop()
        #expect(try Connection(another.settings()).query("SELECT 1").count == 1)
        try another.stop()
        #expect(throws: PostgresError.self) { try Connection(another.settings()) }
        try another.stop()
    }

    @Test func aUserThatWasKilledIsSucceeded() throws {
        // The locks go with their holder, as they do when a process is killed; the server stays.
        let orphan = try start().processID
        let next = try start()
        #expect(next.processID == orphan)
        try next.stop()
        #expect(throws: PostgresError.self) { try Connection(next.settings()) }
    }

    @Test func twoFirstStartsAtTheSameTime() async throws {
        let cluster = try EmbeddedCluster(dataDirectory: data, extraSettings: Self.settings)
        async let one = cluster.start()
        async let two = cluster.start()
        let (first, second) = try await (one, two)
        #expect(first.processID == second.processID)
        try first.stop()
        #expect(try Connection(second.settings()).query("SELECT 1").count == 1)
        try second.stop()
    }

    @Test func recoversAfterAKilledServer() throws {
        let first = try start()
        let connection = try Connection(first.settings())
        try connection.execute("CREATE TABLE kept (x int); INSERT INTO kept VALUES (1)")
        kill(first.processID, SIGKILL)
        let lost = #expect(throws: PostgresError.self) {
            while true { try connection.query("SELECT 1") }
        }
        #expect(lost?.isConnectionLost == true)
        let second = try start()
        defer { try? second.stop() }
        let rows = try Connection(second.settings()).query("SELECT x FROM kept")
        #expect(try rows.onlyRow().int32(0) == 1)
    }

    @Test func aProcessIdThatSomebodyElseGotDoesNotBlockTheStart() throws {
        let first = try start()
        try first.stop()
        // As after a restart of a container: the file names a process that is no server.
        let text =
            "\(getpid())\n\(data)/postgres\n1\n5432\n\(first.socketDirectory)\n\n0 0\nready\n"
        let outcome = try TestProgram.run(
            "/bin/sh",
            [
                "-c", #"printf %s "$2" > "$1"; chown --reference "${1%/*}" "$1""#, "sh",
                "\(data)/postgres/postmaster.pid", text,
            ])
        #expect(outcome.status.isSuccess)
        let second = try start()
        #expect(try Connection(second.settings()).query("SELECT 1").count == 1)
        try second.stop()
    }

    @Test func aLeftOverHalfClusterIsMadeAnew() throws {
        try start().stop()
        let outcome = try TestProgram.run(
            "/bin/sh",
            [
                "-c", #"cd "$1" && mv postgres postgres.new && rm postgres.new/PG_VERSION"#,
                "sh", data,
            ])
        #expect(outcome.status.isSuccess)
        let cluster = try start()
        #expect(try Connection(cluster.settings()).query("SELECT 1").count == 1)
        try cluster.stop()
    }

    @Test func aLongDataDirectoryGetsAShortSocketPath() throws {
        let long = "\(directory)/\(String(repeating: "long-name-", count: 12))"
        let cluster = try EmbeddedCluster(dataDirectory: long, extraSettings: Self.settings).start()
        #expect(cluster.socketDirectory.hasPrefix("/tmp/trueup-"))
        #expect(try Connection(cluster.settings()).query("SELECT 1").count == 1)
        try cluster.stop()
        TemporaryDirectory.remove(cluster.socketDirectory)
    }

    @Test func anotherVersionIsRefusedInOneLine() throws {
        try start().stop()
        _ = try TestProgram.run(
            "/bin/sh", ["-c", #"echo 9 > "$1""#, "sh", "\(data)/postgres/PG_VERSION"])
        let error = #expect(throws: PostgresError.self) { try start() }
        #expect(error?.message.contains("belongs to PostgreSQL 9") == true)
        #expect(error?.message.contains("\n") == false)
    }

    @Test func aDirectoryThatIsNoClusterIsRefused() throws {
        _ = try TestProgram.run("/bin/mkdir", ["-p", "\(data)/postgres"])
        let error = #expect(throws: PostgresError.self) { try start() }
        #expect(error?.message.contains("is not a PostgreSQL data directory") == true)
    }

    @Test(.enabled(if: geteuid() != 0))
    func anotherUsersDirectoryIsRefusedForAUser() throws {
        let unwritable = #expect(throws: PostgresError.self) {
            try EmbeddedCluster(dataDirectory: "/etc").start()
        }
        #expect(unwritable?.message.contains("/etc is not writable") == true)
        let missing = #expect(throws: PostgresError.self) {
            try EmbeddedCluster(dataDirectory: "/etc/trueup").start()
        }
        #expect(missing?.message.contains("cannot make the directory /etc/trueup") == true)
    }

    @Test(.enabled(if: geteuid() == 0))
    func rootRunsTheServerAsTheOwnerOfTheDirectory() throws {
        let nobody = unsafe try #require(unsafe getpwnam("nobody"))
        let userID = unsafe nobody.pointee.pw_uid
        _ = try TestProgram.run("/bin/mkdir", [data])
        _ = unsafe chown(data, userID, unsafe nobody.pointee.pw_gid)
        let cluster = try start()
        defer { try? cluster.stop() }
        var status = stat()
        #expect(unsafe lstat(cluster.socketDirectory, &status) == 0)
        #expect(status.st_uid == userID)
        #expect(TextFile.read("/proc/\(cluster.processID)/status").contains("Uid:\t\(userID)"))
        #expect(try Connection(cluster.settings()).query("SELECT 1").count == 1)
    }

    @Test(arguments: ["", "/tmp/a\"b", "/tmp/$HOME", "/tmp/a\nb"])
    func unsafePathsAreRefused(_ path: String) throws {
        #expect(throws: PostgresError.self) { try EmbeddedCluster(dataDirectory: path) }
    }

    @Test func psqlReachesTheClusterAsAnyRole() throws {
        let cluster = try start()
        defer { try? cluster.stop() }
        try Connection(cluster.settings()).execute("CREATE ROLE trueup_reader LOGIN")
        for settings in [
            cluster.settings(role: "trueup_reader"),
            cluster.settings().assuming(role: "trueup_reader"),
        ] {
            let psql = try PsqlInvocation(
                settings.setting("password", to: "it's"),
                arguments: ["-XAtc", "SELECT current_user"],
                programDirectory: cluster.programDirectory)
            #expect(!psql.command.arguments.joined().contains("it's"))
            let outcome = try psql.command.run()
            #expect(outcome.status.isSuccess)
            #expect(outcome.output == "trueup_reader\n")
        }
    }
}
