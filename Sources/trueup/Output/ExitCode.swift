/// How a command ended; part of the contract.
enum ExitCode: Int32, Sendable {
    case done = 0
    /// Done, and the answer is "no".
    case answerIsNo = 1
    case wrongUsage = 2
    case wrongConfiguration = 3
    case databaseUnavailable = 4
    case providerUnavailable = 5
}

/// An error that a command ends with: one line on standard error and an exit code.
struct CommandFailure: Error, CustomStringConvertible {
    let code: ExitCode
    let description: String

    init(_ code: ExitCode, _ description: String) {
        self.code = code
        self.description = description
    }
}
