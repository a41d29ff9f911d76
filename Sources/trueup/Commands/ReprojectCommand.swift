import Configuration
import EventLog
import Foundation
import Postgres
import Projection

/// `trueup reproject`.
enum ReprojectCommand: Command {
    static let description = CommandDescription(
        name: "reproject",
        summary: "Rebuilds the books from the log beside the active ones, then switches.",
        discussion: """
            Intake, the views and the active projector go on meanwhile; the switch changes one row.
            The settings are the configuration's as it is now, else those of the active books.
            An interrupted run is continued by the next one.
            """,
        options: [.value("--source", "NAME", "only this source")],
        examples: ["trueup reproject", "trueup reproject --source nymcard-live"])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let configuration = try CommandSettings.configurationIfAny(arguments)
        return try ReadSession.run(arguments, as: .service) { connection in
            try ReadSession.checkSource(arguments["--source"], on: connection)
            let store = GenerationStore(connection: connection)
            let number = try store.nextNumber()
            var rebuilt: [[String]] = []
            for source in try LogReader(connection).sources()
            where arguments["--source"].map({ $0 == source.name }) ?? true {
                let settings =
                    try configuration?.source(named: source.name)?.foldSettings
                    ?? storedSettings(of: source, in: store)
                guard let settings else { continue }
                let progress = ReprojectionLine(source: source.name)
                let generation = try Reprojection(
                    of: ProjectedSource(
                        sourceID: source.sourceID, name: source.name, settings: settings),
                    connection: connection,
                    owner: "reproject/\(ProcessInfo.processInfo.processIdentifier)"
                ).run(newNumber: number, progress: progress.show)
                progress.finish()
                rebuilt.append([source.name, generation.name, "\(generation.checkpoint)"])
            }
            Self.print(rebuilt, asJSON: arguments.isSet("--json"))
            return .done
        }
    }

    /// The settings of the active generation; nil before the first fold.
    private static func storedSettings(
        of source: LogSource, in store: GenerationStore
    ) throws -> FoldSettings? {
        guard let active = try store.active(source: source.sourceID) else { return nil }
        return try FoldSettings(stored: active.settings, sourceName: source.name)
    }

    private static func print(_ rows: [[String]], asJSON: Bool) {
        if asJSON {
            for row in rows { Terminal.print(ReprojectionLine.json(row)) }
        } else if rows.isEmpty {
            Terminal.print("No source has books yet: there is nothing to rebuild.")
        } else {
            let table = Table(
                headings: ["SOURCE", "GENERATION", "EVENTS"], rows: rows, rightAligned: [2])
            for line in table.lines { Terminal.print(line) }
        }
    }
}
