import EventLog
import Postgres

/// `trueup migrate`.
enum MigrateCommand: Command {
    static let description = CommandDescription(
        name: "migrate",
        summary: "Applies the migrations built into this binary, or checks them.",
        discussion: """
            Needs no superuser: a database administrator runs the SQL of --print-roles once, and
            grants trueup_owner to the role that migrates.
            """,
        options: [
            .flag("--check", "change nothing; exit 1 when the schema is not this binary's"),
            .flag("--print-roles", "print the SQL that an administrator runs once"),
        ],
        examples: [
            "trueup migrate --print-roles | psql --dbname=trueup",
            "trueup migrate --database postgresql://trueup_admin@db.internal/trueup",
            "trueup migrate --check",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        if arguments.isSet("--print-roles") {
            Terminal.print(Migrator.rolesScript)
            return .done
        }
        let access = try DatabaseAccess.open(
            arguments, configured: CommandSettings.database(arguments))
        defer { access.close() }
        let connection = try access.connect(as: .owner, named: "migrate")
        if arguments.isSet("--check") {
            let state = try Migrator(connection).check()
            Terminal.print("\(state)")
            return state == .upToDate ? .done : .answerIsNo
        }
        let applied = try Migrator(connection).migrate()
        Terminal.print(
            applied.isEmpty
                ? "The schema is up to date." : "Applied " + applied.joined(separator: ", ") + ".")
        return .done
    }
}
