import Postgres

/// A command that only asks: opens the database as the reader, and leaves it as it was.
enum ReadSession {
    static func run(
        _ arguments: ParsedArguments, as role: DatabaseRole = .reader,
        _ body: (Connection) throws -> ExitCode
    ) throws -> ExitCode {
        let access = try DatabaseAccess.open(
            arguments, configured: CommandSettings.database(arguments))
        defer { access.close() }
        return try body(try access.connect(as: role, named: arguments.command))
    }

    /// Refuses a source that nobody registered, naming those that there are.
    static func checkSource(_ name: String?, on connection: Connection) throws {
        guard let name else { return }
        let names = try connection.queryText("SELECT source FROM trueup.sources ORDER BY 1")
            .rows.compactMap { $0[0] }
        guard !names.contains(name) else { return }
        let known =
            names.isEmpty ? "none is registered yet" : "known: " + names.joined(separator: ", ")
        throw CommandFailure(.wrongUsage, "there is no source \"\(name)\"; \(known)")
    }
}
