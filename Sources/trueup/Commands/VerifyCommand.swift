import EventLog
import Postgres

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
            let printer = VerificationPrinter(isJSON: arguments.isSet("--json"))
            var holds = true
            for source in try LogReader(connection: connection).sources()
            where arguments["--source"].map({ $0 == source.name }) ?? true {
                let verification = try ChainVerifier(connection: connection).verify(source)
                printer.print(verification)
                holds = holds && verification.failure == nil
            }
            holds = try printer.printChecks(on: connection) && holds
            return holds ? .done : .answerIsNo
        }
    }
}
