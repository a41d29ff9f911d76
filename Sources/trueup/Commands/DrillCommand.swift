import Runtime
import SimulatedProviders

/// `trueup drill`.
enum DrillCommand: Command {
    static let description = CommandDescription(
        name: "drill",
        summary: "Lets things go wrong on purpose, and checks that the service finds each of them.",
        discussion: """
            Starts a private PostgreSQL in a directory of its own and the service on loopback, and
            sends it the signed webhooks of made-up programs with faults among them. When all is
            folded and no deadline is pending, it compares the findings with those that the faults
            must lead to by the rules' definitions, and the books with what is true. Then everything
            that it made is removed.
            The programs' clocks run --speed times as fast as the real one, and the thresholds of
            the service with them, though none is shorter than two seconds (five without faults).
            Without --speed, the events take about forty seconds (twenty without faults). Each
            provider and seed is a source of its own; all run at once. With --faults each, every
            fault is made alone, with a table of its own and a summary (1500 events of each seed).

            With --target it drills a running service instead, starts and changes none, and reads
            its findings and books from its database (--database, --embedded or TRUEUP_DATABASE) as
            trueup_auditor. It takes sources, credentials and thresholds from the service's own
            configuration (--config); --print-config prints one with a source of each provider and
            short thresholds. It waits for the longest of the configured thresholds. What it sends
            stays in the log for ever, so that it sends to sources of environment test alone, unless
            --live is given. Each run is another course of events; other traffic of these sources
            is not judged.

            Exits 1 when a finding is missing, wrong or too many, when more than a tenth of the
            faults is masked (nothing that was delivered can show them), or when the books differ
            from the truth in more than what the faults explain; 3 when target, database and
            configuration do not fit together; 5 when the target does not answer.
            """,
        options: [
            .value(
                "--provider", "NAMES",
                "some of \(SimulatedProviders.names.joined(separator: ", ")) (default: all)"),
            .value("--events", "N", "of each seed, for all providers together (default 3000)"),
            .value("--seed", "N", "another course of events (default 1)"),
            .value("--seeds", "N", "the courses 1 to N, at once"),
            .value("--faults", "NAMES", "some faults, all (default), each alone, or none"),
            .value("--rate", "N", "of each fault, in a million events (default: 40000 in all)"),
            .value("--speed", "N", "program seconds in a real second"),
            .value(
                "--threshold", "RULE=SECONDS",
                "of the service, in place of the scaled one: to see what a wrong one misses"),
            .value("--target", "URL", "of a running service, to be drilled in place of an own one"),
            .value("--source", "NAMES", "with --target: sources of the configuration"),
            .flag("--live", "with --target: sources of environment live, too"),
            .value("--database", "URI", "with --target: the service's database"),
            .flag("--embedded", "with --target: the service's private PostgreSQL"),
            .value("--data", "DIR", "with --target: directory of that private PostgreSQL"),
            .flag("--print-config", "print a configuration for --target, and nothing else"),
        ],
        needsDatabase: false,
        examples: [
            "trueup drill", "trueup drill --faults none --events 20000",
            "trueup drill --faults each --seeds 20",
            "trueup drill --faults drop --threshold balance-gap=3600",
            "trueup drill --provider agentcard --seed 7 --speed 1000 --json",
            "trueup drill --print-config > drill.json",
            "trueup drill --target http://127.0.0.1:8080 --config drill.json --embedded",
        ])

    /// Options that mean nothing without a target.
    private static let targetOptions = ["--source", "--database", "--data"]
    private static let targetFlags = ["--live", "--embedded"]

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        if arguments.isSet("--print-config") { return try printConfiguration(arguments) }
        let settings = try DrillSettings(arguments)
        // The signals are taken over before any thread starts, so that all of them inherit it.
        let signals = try SignalWatch()
        if let target = arguments["--target"] {
            return try report(.target(settings, target, arguments, signals), arguments)
        }
        let values = targetOptions.filter { arguments[$0] != nil }
        if let option = (values + targetFlags.filter(arguments.isSet)).first {
            throw UsageError("\(option) goes with --target, which names a running service")
        }
        let directory = try DemoDirectory(for: "drill")
        defer { directory.remove() }
        return try report(.ownService(settings, in: directory, signals), arguments)
    }

    private static func report(
        _ drill: DrillRun, _ arguments: ParsedArguments
    ) throws -> ExitCode {
        defer { drill.end() }
        let results = try drill.run()
        DrillReport.print(results, asJSON: arguments.isSet("--json"))
        return results.allSatisfy(\.isAsExpected) ? .done : .answerIsNo
    }

    private static func printConfiguration(_ arguments: ParsedArguments) throws -> ExitCode {
        let providers = try DrillSettings.providers(arguments["--provider"])
        let text = DrillConfiguration.example(providers, thresholdSeconds: 5)
        Terminal.print(String(text.dropLast()))
        Terminal.report(
            "The service and the drill need \(DrillConfiguration.secretVariable)"
                + (providers.contains { $0.credentialForm == .fixed }
                    ? " and \(DrillConfiguration.userVariable)" : "")
                + " in their environment, such as: export \(DrillConfiguration.secretVariable)="
                + "$(openssl rand -hex 24) \(DrillConfiguration.userVariable)=drill")
        return .done
    }
}
