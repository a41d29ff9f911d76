import Configuration
import EventLog
import Events
import Foundation
import Postgres
import Projection
import Runtime

/// `trueup reproject`.
enum ReprojectCommand: Command {
    static let description = CommandDescription(
        name: "reproject",
        summary: "Rebuilds the books from the log beside the active ones, then switches.",
        discussion: """
            Intake, the views and the active projector go on meanwhile. Before the switch, which
            changes one row, it prints what differs: accounts whose money differs and by how much,
            transactions, cards and findings. The settings are the configuration's as it is now,
            else those of the active books. An interrupted run is continued by the next one.

            With --until or --until-position it builds the books as they were known then, keeps
            them under the name that --as gives, and switches nothing. To read them:
            SET trueup.generation = 'NAME', in psql or any other session.
            """,
        options: [
            .value("--source", "NAME", "only this source"),
            .flag("--dry-run", "stop after the comparison; the next run goes on from there"),
            .value("--until", "TIME", "the books as they were known at this time"),
            .value("--until-position", "N", "the books as they were known after this position"),
            .value("--as", "NAME", "the name of the new generation"),
            .value("--batch", "N", "events in one transaction at most (default 8000)"),
            .flag("--all", "print every difference, not only the first 20 of a kind"),
        ],
        examples: [
            "trueup reproject", "trueup reproject --source nymcard-live --dry-run",
            "trueup reproject --until 2026-11-16T00:00:00Z --as last-monday",
            "trueup reproject --source uphold-live --until-position 1200 --as before-the-outage",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let wish = try ReprojectionWish(arguments)
        var limits = ProjectionLimits()
        if let batch = try arguments.integer("--batch", atLeast: 1) {
            limits.batchEvents = Int32(clamping: batch)
        }
        let configuration = try CommandSettings.configurationIfAny(arguments)
        let signals = try SignalWatch()
        let access = try DatabaseAccess.open(
            arguments, configured: CommandSettings.database(arguments))
        defer { access.close() }
        let connection = try access.connect(as: .service, named: "reproject")
        try ReadSession.checkSource(arguments["--source"], on: connection)
        let store = GenerationStore(connection: connection)
        let sources = try LogReader(connection).sources().filter { source in
            arguments["--source"].map { $0 == source.name } ?? true
        }
        try wish.check(sourceCount: sources.count)
        let number = try store.nextNumber()
        let owner = "reproject/\(ProcessInfo.processInfo.processIdentifier)"
        // Every goal is known to be possible before the first is begun.
        var tasks: [Rebuilding.Task] = []
        for source in sources {
            guard let settings = try settings(of: source, configuration, in: store) else {
                continue
            }
            let projected = ProjectedSource(
                sourceID: source.sourceID, name: source.name, settings: settings)
            let reprojection = Reprojection(of: projected, connection: connection, owner: owner)
            guard let goal = try wish.goal(of: reprojection, isOnlySource: sources.count == 1)
            else {
                Terminal.complain("source \(source.name) had received nothing by then: left out")
                continue
            }
            tasks.append(Rebuilding.Task(source: projected, goal: goal))
        }
        try Rebuilding(
            tasks, settings: access.settings(as: .service), limits: limits, number: number,
            name: wish.name,
            owner: owner, signals: signals, report: ReprojectionReport(arguments)
        ).run()
        return .done
    }

    /// The configuration's settings, else those of the active generation; nil before the first
    /// fold.
    private static func settings(
        of source: LogSource, _ configuration: ServiceConfiguration?, in store: GenerationStore
    ) throws -> FoldSettings? {
        if let known = configuration?.source(named: source.name)?.foldSettings { return known }
        guard let active = try store.active(source: source.sourceID) else { return nil }
        return try FoldSettings(stored: active.settings, sourceName: source.name)
    }
}

/// What the options of `trueup reproject` ask for.
struct ReprojectionWish {
    let name: GenerationName?
    private let end: End
    private let isDryRun: Bool

    private enum End {
        case none
        case time(Timestamp)
        case position(Int64)
    }

    init(_ arguments: ParsedArguments) throws(UsageError) {
        isDryRun = arguments.isSet("--dry-run")
        name = try Self.name(arguments["--as"])
        let position = try arguments.integer("--until-position", atLeast: 1)
        switch (arguments["--until"], position) {
        case (_?, _?): throw UsageError("--until and --until-position exclude each other")
        case (let text?, nil):
            guard let time = Timestamp(text) else {
                throw UsageError(
                    "--until takes a time such as 2026-11-16T00:00:00Z, not \"\(text)\"")
            }
            end = .time(time)
        case (nil, let position?): end = .position(position)
        case (nil, nil): end = .none
        }
        guard case .none = end else {
            if name == nil {
                throw UsageError(
                    "--until and --until-position need a name for the books: --as NAME")
            }
            if isDryRun { throw UsageError("--dry-run has nothing to compare with --until") }
            return
        }
    }

    private static func name(_ text: String?) throws(UsageError) -> GenerationName? {
        guard let text else { return nil }
        guard let name = GenerationName(text) else {
            throw UsageError(
                "--as takes 1 to 63 letters, digits, \".\", \"_\" or \"-\", and not g and a number"
                    + " (those are given by Trueup), not \"\(text)\"")
        }
        return name
    }

    /// A position means something within one source only.
    func check(sourceCount: Int) throws(UsageError) {
        guard case .position = end, sourceCount > 1 else { return }
        throw UsageError("--until-position needs --source: every source counts its own positions")
    }

    /// What to build; nil for one of several sources that had received nothing by the time.
    func goal(
        of reprojection: Reprojection, isOnlySource: Bool
    ) throws -> ReprojectionGoal? {
        switch (end, name) {
        case (.time(let time), let name?):
            guard let end = try reprojection.end(receivedBy: time) else {
                guard !isOnlySource else {
                    throw UsageError("nothing had been received by \(time): there were no books")
                }
                return nil
            }
            return .books(end, name)
        case (.position(let position), let name?):
            return .books(try reprojection.end(atPosition: position), name)
        default:
            return isDryRun ? .comparison : .switching
        }
    }
}
