import EventLog
import Glibc
import Postgres

/// The roles that a command may take on the database.
enum DatabaseRole: String, CaseIterable {
    case reader, auditor, `operator`, service, owner
}

/// The database that a command works on: one of the user's own, or the private cluster, which runs
/// as long as a command uses it.
final class DatabaseAccess {
    private let target: Target

    private enum Target {
        case server(ConnectionSettings)
        case embedded(RunningCluster)
    }

    /// `--database`, then `--embedded`, then TRUEUP_DATABASE or the configuration, then embedded.
    ///
    /// The private cluster is started, and its schema brought up to date; a server of the user's
    /// own must have the right schema already.
    static func open(
        _ arguments: ParsedArguments, configured: String? = nil
    ) throws -> DatabaseAccess {
        if arguments["--database"] != nil, arguments.isSet("--embedded") {
            throw UsageError("--database and --embedded exclude each other")
        }
        let uri =
            arguments["--database"]
            ?? (arguments.isSet("--embedded") || arguments["--data"] != nil ? nil : configured)
        if let uri {
            return DatabaseAccess(.server(try ConnectionSettings(uri)))
        }
        return try embedded(directory: arguments["--data"])
    }

    static func embedded(directory: String?) throws -> DatabaseAccess {
        LibpqEnvironment.forget()
        let cluster = try EmbeddedCluster(
            dataDirectory: directory ?? EmbeddedCluster.defaultDataDirectory
        ).start()
        let access = DatabaseAccess(.embedded(cluster))
        do {
            try access.migrateEmbedded()
        } catch {
            access.close()
            throw error
        }
        return access
    }

    private init(_ target: Target) {
        self.target = target
    }

    var isEmbedded: Bool {
        if case .embedded = target { true } else { false }
    }

    /// How to connect.
    ///
    /// On the private cluster each role is a login; on a server of the user's own
    /// the connection string decides.
    func settings(as role: DatabaseRole) -> ConnectionSettings {
        switch target {
        case .server(let settings): settings
        case .embedded(let cluster):
            cluster.settings(role: role == .owner ? EmbeddedCluster.superuser : "trueup_\(role)")
        }
    }

    func connect(as role: DatabaseRole, named name: String) throws(PostgresError) -> Connection {
        try Connection(settings(as: role).named("trueup \(name)"))
    }

    /// The private cluster; nil on a server of the user's own.
    var cluster: RunningCluster? {
        if case .embedded(let cluster) = target { cluster } else { nil }
    }

    /// Leaves the private cluster; the last to leave stops it.
    func close() {
        guard case .embedded(let cluster) = target else { return }
        do {
            try cluster.stop()
        } catch {
            Terminal.complain("\(error)")
        }
    }

    /// Makes the roles and applies the migrations as the cluster's superuser, unless that is done.
    ///
    /// One process at a time: two that grant at once fail with "tuple concurrently updated".
    private func migrateEmbedded() throws {
        let connection = try connect(as: .owner, named: "migrate")
        guard try Migrator(connection).check() != .upToDate else { return }
        // Held until the connection is closed at the end of this function.
        try connection.execute("SELECT pg_advisory_lock(hashtextextended('trueup migrate', 0))")
        defer { connection.close() }
        try connection.execute(Migrator.rolesScript)
        _ = try Migrator(connection).migrate()
    }
}
