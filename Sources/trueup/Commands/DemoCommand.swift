import Foundation
import Runtime

/// `trueup demo`.
enum DemoCommand: Command {
    static let description = CommandDescription(
        name: "demo",
        summary: "The guided first run: a service with some hundred webhooks in its books.",
        discussion: """
            Starts a private PostgreSQL in a directory of its own and the service on loopback, sends
            signed webhooks of three providers over HTTP with known faults among them, and prints
            what the service makes of them. Goes on serving until Ctrl-C; then everything that it
            made is removed.
            """,
        options: [
            .flag("--once", "exit after the first look"),
            .value("--seed", "N", "another course of events (default 1)"),
        ],
        needsDatabase: false,
        examples: ["trueup demo", "trueup demo --once --seed 7"])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let seed = try arguments.integer("--seed", atLeast: 0) ?? 1
        let signals = try SignalWatch()
        let directory = try DemoDirectory(for: "demo")
        defer { directory.remove() }
        let demo = try Demo(directory: directory, seed: UInt64(seed))
        defer { demo.stop() }
        let isAsExpected = try demo.showFirstLook()
        if !arguments.isSet("--once") {
            Terminal.print("\nStill serving. Ctrl-C stops it and removes \(directory.path).")
            DemoDirectory.waitForSignal(signals)
        }
        return isAsExpected ? .done : .answerIsNo
    }
}
