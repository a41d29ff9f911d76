import Postgres

/// `trueup psql`.
enum PsqlCommand: Command {
    static let description = CommandDescription(
        name: "psql",
        summary: "Opens psql on the service's database, as trueup_reader unless told otherwise.",
        discussion: """
            On the private PostgreSQL, `owner` is its superuser. Arguments after -- go to psql.
            On a server of your own, the connection string decides the role.
            """,
        options: [.value("--role", "ROLE", "reader (the default), auditor or owner")],
        passesRest: true,
        examples: [
            "trueup psql",
            "trueup psql -- -c 'SELECT * FROM trueup.accounts'",
            "trueup psql --role auditor -- -f report.sql",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let word = try arguments.choice("--role", of: ["reader", "auditor", "owner"])
        let role = word.flatMap(DatabaseRole.init(rawValue:)) ?? .reader
        let access = try DatabaseAccess.open(
            arguments, configured: CommandSettings.database(arguments))
        defer { access.close() }
        let status = try PsqlInvocation(
            access.settings(as: role), arguments: arguments.rest,
            programDirectory: access.cluster?.programDirectory
        ).run()
        switch status {
        case .exited(0): return .done
        case .exited(2): return .databaseUnavailable
        default: return .answerIsNo
        }
    }
}
