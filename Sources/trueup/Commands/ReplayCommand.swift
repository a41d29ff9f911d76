import Delivery
import Events
import Providers
import Recording
import Runtime

/// `trueup replay DIR`.
enum ReplayCommand: Command {
    static let description = CommandDescription(
        name: "replay",
        summary: "Sends recorded deliveries again, byte for byte.",
        discussion: """
            DIR holds what `trueup simulate --record DIR` wrote: one file a delivery, NNNNNNNN.http,
            sent in the order of their names. A file is the request itself: `POST PATH HTTP/1.1`,
            the provider's header lines, an empty line, and the body to the end of the file. Such
            files can be written by hand.
            Signatures go as they were recorded: one with a time in it is refused once it is older
            than the source's tolerance (`toleranceSeconds`). Nothing is tried again.
            Exits 5 when nothing takes deliveries at the target, and 1 when a delivery was not
            acknowledged with 2xx.
            """,
        positionals: [
            PositionalDescription(
                name: "DIR", summary: "directory with the recorded deliveries", isRequired: true)
        ],
        options: [
            .value(
                "--target", "URL",
                "of the service (default http://127.0.0.1:8080); with a path, all go"
                    + " there"),
            .value("--rate", "N", "webhooks a second (default: as fast as they are answered)"),
            .value("--connections", "N", "open at once (default 1, which keeps the order)"),
        ],
        needsDatabase: false,
        examples: [
            "trueup replay deliveries",
            "trueup replay deliveries --target http://127.0.0.1:8081 --rate 100 --json",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let text = arguments["--target"] ?? "http://127.0.0.1:8080"
        let target = try TargetProbe.address(text)
        var options = DeliveryOptions()
        options.perSecond = try arguments.integer("--rate", atLeast: 1)
        options.connections = Int(try arguments.integer("--connections", atLeast: 1) ?? 1)
        let signals = try SignalWatch()
        let recording = try RecordingReader(directory: arguments.positionals[0])
        try TargetProbe.check(target)
        let desk = try DeliveryDesk()
        // Sleeps until a signal comes, or the process ends.
        _ = try Worker("interrupt") {
            DemoDirectory.waitForSignal(signals)
            desk.requestStop()
        }
        let channel = DeliveryChannel(
            // Whoever sent it first: nothing is signed and nothing counted in its body.
            style: .recorded, desk: desk,
            endpoints: [
                WebhookEndpoint(
                    id: "target", url: target, credential: .none,
                    createdAt: Timestamp(microseconds: Clock.system.wallMicroseconds()))
            ])
        if target.path != "/" { recording.path = target.path }
        let summary = try DeliveryEngine(
            channels: [channel], desk: desk, options: options,
            progress: SimulationReport.progress
        ).run(recording)
        if let failure = recording.failure { throw failure }
        SimulationReport.print(summary, asJSON: arguments.isSet("--json"))
        return summary.acknowledged == summary.deliveries ? .done : .answerIsNo
    }
}
