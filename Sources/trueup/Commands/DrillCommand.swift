import Runtime

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
            provider and seed is a source of its own; all run at once.
            Exits 1 when a finding is missing, wrong or too many, when more than a tenth of the
            faults is masked (nothing that was delivered can show them), or when the books differ
            from the truth in more than what the faults explain.
            """,
        options: [
            .value("--provider", "NAMES", "some of nymcard, uphold, agentcard (default: all)"),
            .value("--events", "N", "of each seed, for all providers together (default 3000)"),
            .value("--seed", "N", "another course of events (default 1)"),
            .value("--seeds", "N", "the courses 1 to N, at once"),
            .value("--faults", "NAMES", "some faults, all (default) or none"),
            .value("--rate", "N", "of each fault, in a million events (default: 40000 in all)"),
            .value("--speed", "N", "program seconds in a real second"),
            .value(
                "--threshold", "RULE=SECONDS",
                "of the service, in place of the scaled one: to see what a wrong one misses"),
        ],
        needsDatabase: false,
        examples: [
            "trueup drill", "trueup drill --faults none --events 20000",
            "trueup drill --seeds 20 --faults drop,duplicate,forge",
            "trueup drill --faults drop --threshold balance-gap=3600",
            "trueup drill --provider agentcard --seed 7 --speed 1000 --json",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let settings = try DrillSettings(arguments)
        // The signals are taken over before any thread starts, so that all of them inherit it.
        let signals = try SignalWatch()
        let directory = try DemoDirectory(for: "drill")
        defer { directory.remove() }
        let drill = try Drill(settings, in: directory, signals: signals)
        defer { drill.end() }
        let result = try drill.run()
        DrillReport.print(result, asJSON: arguments.isSet("--json"))
        return result.isAsExpected ? .done : .answerIsNo
    }
}
