import Glibc

/// Runs the command that the arguments name.
func run(_ arguments: [String]) throws {
    switch arguments.first {
    case "generate":
        let options = try GeneratorOptions(Arguments(arguments.dropFirst()))
        print(try LoadGenerator(options).run().json)
    case "intake":
        print(try IntakeBenchmark(options: IntakeOptions(Arguments(arguments.dropFirst()))).run())
    case "fold": try FoldBenchmark(options: FoldOptions(Arguments(arguments.dropFirst()))).fold()
    case "reproject":
        try FoldBenchmark(options: FoldOptions(Arguments(arguments.dropFirst()))).reproject()
    case "send":
        print(try SenderBenchmark(options: SenderOptions(Arguments(arguments.dropFirst()))).run())
    case "-h", "--help": print(usage)
    case let command:
        throw UsageError(command.map { "no command `\($0)`" } ?? "no command is given")
    }
}

do {
    try run(Array(CommandLine.arguments.dropFirst()))
} catch let error as UsageError {
    standardError("trueup-bench: \(error.description); see trueup-bench --help")
    exit(2)
} catch {
    standardError("trueup-bench: \(error)")
    exit(1)
}
