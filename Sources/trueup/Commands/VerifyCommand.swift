import EventLog
import Postgres
import Projection

/// `trueup verify`.
enum VerifyCommand: Command {
    static let description = CommandDescription(
        name: "verify",
        summary: "Recomputes the hash chain of every log, and checks the invariants of the books.",
        discussion: "Exit code 1 when something does not hold, naming source and position.",
        options: [.value("--source", "NAME", "only this source")],
        examples: ["trueup verify", "trueup verify --source nymcard-live --json"])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        try ReadSession.run(arguments, as: .service) { connection in
            try ReadSession.checkSource(arguments["--source"], on: connection)
            let only = arguments["--source"]
            let report = try ChainVerifier(connection).verify(only: only)
            let failures = try InvariantChecks.run(on: connection, source: only)
            Verification(report: report, failures: failures)
                .print(asJSON: arguments.isSet("--json"))
            return report.isIntact && failures.isEmpty ? .done : .answerIsNo
        }
    }
}
