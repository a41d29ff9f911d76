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
            let verifications = try LogReader(connection).sources()
                .filter { source in arguments["--source"].map { $0 == source.name } ?? true }
                .map { try ChainVerifier(connection).verify($0) }
            let failures = try InvariantChecks.run(on: connection, source: arguments["--source"])
            VerificationReport(verifications: verifications, failures: failures)
                .print(asJSON: arguments.isSet("--json"))
            let holds = verifications.allSatisfy { $0.failure == nil } && failures.isEmpty
            return holds ? .done : .answerIsNo
        }
    }
}
