import EventLog
import Events
import Postgres
import Projection

/// `trueup reconcile`.
enum ReconcileCommand: Command {
    static let description = CommandDescription(
        name: "reconcile",
        summary: "Folds what is waiting, fires the deadlines that are due, prints what changed.",
        discussion: """
            Takes over the projection from a running service for the moment of the sweep.
            With --now it prints what would change at that time, and stores nothing.
            """,
        options: [
            .value("--now", "TIME", "judge as of this time, for example 2026-11-21T12:00:00Z"),
            .value("--source", "NAME", "only this source"),
        ],
        examples: ["trueup reconcile", "trueup reconcile --now 2026-12-01T00:00:00Z"])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        var now: Timestamp?
        if let text = arguments["--now"] {
            guard let time = Timestamp(text) else {
                throw UsageError(
                    "--now takes a time such as 2026-11-21T12:00:00Z, not \"\(text)\"")
            }
            now = time
        }
        return try ReadSession.run(arguments, as: .service) { connection in
            try ReadSession.checkSource(arguments["--source"], on: connection)
            var lines: [SweepLine] = []
            for source in try LogReader(connection).sources()
            where arguments["--source"].map({ $0 == source.name }) ?? true {
                lines +=
                    try now.map { try preview(source, at: $0, on: connection) }
                    ?? sweep(source, on: connection)
            }
            SweepLine.print(lines, asJSON: arguments.isSet("--json"))
            return .done
        }
    }

    private static func preview(
        _ source: LogSource, at now: Timestamp, on connection: Connection
    ) throws -> [SweepLine] {
        guard let projector = try OwnedProjection.preview(source, on: connection) else { return [] }
        return try projector.previewSweep(at: now).map { SweepLine(source: source.name, $0) }
    }

    private static func sweep(
        _ source: LogSource, on connection: Connection
    ) throws -> [SweepLine] {
        guard let owned = try OwnedProjection.takeOver(source, on: connection) else { return [] }
        let before = owned.projector.generation.transitions
        do {
            try owned.projector.sweep()
        } catch {
            // A running service waits for the lease; the error at hand says more than a second one.
            try? owned.release()
            throw error
        }
        try owned.release()
        return try SweepLine.stored(source: source.name, after: before, on: connection)
    }
}
