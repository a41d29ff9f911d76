import EventLog
import HTTPServer
import Postgres
import Projection
import Recording
import Settings

/// The command line: finds the command, runs it, and turns every error into one line and a code.
enum TrueupTool {
    static let version = "0.1.0"

    static func run(_ words: [String]) -> ExitCode {
        do {
            return try dispatch(words)
        } catch {
            let (code, line) = explain(error)
            Terminal.complain(line)
            return code
        }
    }

    private static func dispatch(_ words: [String]) throws -> ExitCode {
        guard let name = words.first, !["--help", "-h", "help"].contains(name) else {
            if words.count > 1, let command = find(words[1]) {
                Terminal.print(HelpText.of(command.description))
            } else {
                Terminal.print(HelpText.overview(commands.map { $0.description }))
            }
            return .done
        }
        guard name != "--version" else {
            Terminal.print("trueup \(version)")
            return .done
        }
        guard let command = find(name) else {
            let hint =
                nearest(to: name, among: commands.map { $0.description.name })
                .map { "; did you mean \($0)?" } ?? ""
            throw UsageError("there is no command \"\(name)\"\(hint) (`trueup --help` lists them)")
        }
        let arguments = try ParsedArguments(Array(words.dropFirst()), for: command.description)
        guard !arguments.isSet("--help") else {
            Terminal.print(HelpText.of(command.description))
            return .done
        }
        return try command.run(arguments)
    }

    private static func find(_ name: String) -> (any Command.Type)? {
        commands.first { $0.description.name == name }
    }

    private static func explain(_ error: any Error) -> (ExitCode, String) {
        switch error {
        case let error as CommandFailure: (error.code, error.description)
        case let error as UsageError: (.wrongUsage, error.description)
        case let error as ConfigurationError: (.wrongConfiguration, "\(error)")
        case let error as MigrationError: (.databaseUnavailable, "\(error)")
        case let error as PostgresError where error.sqlState == .unreadableSettings:
            (.wrongConfiguration, "the database's address cannot be read: \(error.message)")
        case let error as PostgresError: (.databaseUnavailable, databaseLine(error))
        case let error as ListenError: (.wrongConfiguration, "\(error)")
        case let error as RecordingError: (.wrongConfiguration, error.description)
        case let error as ProjectionError: (.answerIsNo, error.description)
        default: (.answerIsNo, "\(error)")
        }
    }

    /// Says what to do about the errors of a first try.
    private static func databaseLine(_ error: PostgresError) -> String {
        if error.isUndefined {
            return "the database has no Trueup schema of this version: \(error.message);"
                + " run `trueup migrate` on it"
        }
        if error.isConnectionLost {
            return "the database cannot be reached: \(error.message);"
                + " check --database or TRUEUP_DATABASE, and that the server runs"
        }
        if error.isInsufficientPrivilege {
            return "the database role may not do this: \(error.message);"
                + " `trueup migrate --print-roles` shows the roles and grants"
        }
        return "database: \(error)"
    }
}
