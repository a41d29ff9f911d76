/// A subcommand: what it takes, and what it does with it.
protocol Command: Sendable {
    static var description: CommandDescription { get }

    static func run(_ arguments: ParsedArguments) throws -> ExitCode
}
