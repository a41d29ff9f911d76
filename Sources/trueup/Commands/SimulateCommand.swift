import Delivery
import Runtime
import SimulatedProviders

/// `trueup simulate`.
enum SimulateCommand: Command {
    static let description = CommandDescription(
        name: "simulate",
        summary: "Plays the providers: a card program's signed webhooks, retries, faults and APIs.",
        discussion: """
            Sends the events of a made-up program to a running service, signed as its provider signs
            them, and tries again what is not acknowledged. Whom to simulate comes from the sources
            of the configuration, or from --provider and credentials as references (env:NAME,
            file:PATH); they are those that the service verifies with.
            Without --speed and --rate it sends as fast as it is answered. With --speed N the
            program's clock and the provider's schedule of retries run N times as fast as the real
            one, on which signatures and the times in bodies stay.
            With --api-listen the providers' APIs answer too, until Ctrl-C. One seed gives one
            course of events. The faults stale-api and rate-limit-storm are of those APIs: answers
            older than the event that asks for them, and 429 for a while. A receiver-outage takes
            every attempt of a source for most of what its provider's retries last: give --speed.
            Exits 5 when nothing takes deliveries at the target, and 1 when a delivery was given up
            or a forged one was taken.
            """,
        options: [
            .value(
                "--provider", "NAME",
                "\(SimulatedProviders.names.joined(separator: ", ")); not with configured sources"),
            .value("--source", "NAMES", "sources of the configuration (default: all), or one name"),
            .value("--target", "URL", "of the service (default http://127.0.0.1:8080)"),
            .value("--secret", "REF", "with --provider: the signing secret"),
            .value("--username", "REF", "with --provider nymcard: Basic user"),
            .value("--password", "REF", "with --provider nymcard: Basic password"),
            .value("--header", "NAME=REF", "with --provider nymcard: a custom header"),
            .flag("--live", "with --provider: live mode (default: test)"),
            .value("--events", "N", "events in all (default 1000; 0: until Ctrl-C)"),
            .value("--rate", "N", "webhooks a second"),
            .value("--speed", "N", "program seconds in a real second"),
            .value("--seed", "N", "another course of events (default 1)"),
            .value(
                "--faults", "RATES", "faults, each with a rate: drop=0.01,forge=0.002 or all=0.01"),
            .value("--truth", "FILE", "write the ground truth and the faults as JSON lines"),
            .value("--record", "DIR", "write every delivery into a file of its own, for replay"),
            .value("--api-listen", "ADDRESS", "serve the providers' APIs there"),
            .value("--api-key", "REF", "with --provider: the API's key or token"),
            .value("--connections", "N", "open at once at most (default 64)"),
        ],
        needsDatabase: false,
        examples: [
            "trueup simulate --config trueup.json --events 20000",
            "trueup simulate --provider agentcard --source cards-test --secret env:HOOK_SECRET",
            "trueup simulate --source wallets --speed 1000 --faults all=0.01 --truth truth.jsonl",
            "trueup simulate --provider nymcard --header x-token=env:TOKEN --record deliveries",
            "trueup simulate --events 0 --rate 5 --api-listen 127.0.0.1:8090",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let settings = try SimulationSettings(arguments)
        // The signals are taken over before any thread starts, so that all of them inherit it.
        let signals = try SignalWatch()
        let simulation = try Simulation(settings)
        let summary = try simulation.run(signals, progress: SimulationReport.progress)
        SimulationReport.print(summary, asJSON: arguments.isSet("--json"))
        let expected = summary.expectedRefusals + simulation.neverArrivingCount
        let isInOrder = summary.givenUp <= expected && simulation.wronglyAcknowledged == 0
        return isInOrder ? .done : .answerIsNo
    }
}
