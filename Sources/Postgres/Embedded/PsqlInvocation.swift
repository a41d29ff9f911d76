import Glibc

/// `psql` on a database of this service.
package struct PsqlInvocation: Sendable {
    package let command: Command

    /// Finds `psql` on `PATH` or beside the server's programs.
    ///
    /// A password goes through the environment: arguments are visible to every user of the machine.
    package init(
        _ settings: ConnectionSettings, arguments: [String], programDirectory: String? = nil
    ) throws(PostgresError) {
        let packaged = directoryEntries("/usr/lib/postgresql").reversed()
            .map { "/usr/lib/postgresql/\($0)/bin" }
        let directories = searchPath() + [programDirectory].compactMap { $0 } + packaged
        guard let executable = executablePath("psql", in: directories) else {
            throw PostgresError(
                sqlState: .embeddedCluster, severity: "FATAL",
                message: "psql is not installed: install it with apt-get install postgresql-client")
        }
        command = Command(
            executable, ["--dbname=\(settings.conninfoWithoutSecrets)"] + arguments,
            environment: settings.secretEnvironment)
    }

    /// Runs psql on this process's terminal and waits for its end.
    package func run() throws(PostgresError) -> ExitStatus {
        // Control-C belongs to psql, where it cancels the statement and not the session.
        let interrupt = signal(SIGINT, SIG_IGN)
        let quit = signal(SIGQUIT, SIG_IGN)
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        return try ChildProcess(command, streams: .inherited).wait()
    }
}
