import Configuration
import Postgres
import Projection

/// `trueup status`.
enum StatusCommand: Command {
    static let description = CommandDescription(
        name: "status",
        summary: "Sources, heads, lag, findings by severity, durability, settings in force.",
        examples: ["trueup status", "trueup status --json | jq .lag_events"])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let isJSON = arguments.isSet("--json")
        return try ReadSession.run(arguments) { connection in
            try Answer.print(
                sources, on: connection, asJSON: isJSON,
                whenEmpty: "No source is registered yet; `trueup serve` registers those of the"
                    + " configuration.")
            guard !isJSON else { return .done }
            Terminal.print("")
            try Answer.print(
                findings, on: connection, asJSON: false, whenEmpty: "No open findings.")
            Terminal.print("")
            try printDurability(on: connection)
            try printReprojection(arguments, on: connection)
            try printOtherVersions(on: connection)
            return .done
        }
    }

    private static let sources = """
        SELECT s.source, s.provider, s.environment, s.head, p.generation, p.lag_events,
               round(p.lag_seconds::numeric, 1) AS lag_seconds,
               to_char(s.last_event_at, 'YYYY-MM-DD HH24:MI:SS') AS last_event,
               (SELECT count(*) FROM trueup.quarantine q
                WHERE q.source = s.source AND q.status = 'open') AS quarantined,
               (SELECT count(*) FROM trueup.findings f
                WHERE f.source = s.source AND f.status IN ('open', 'acknowledged')) AS findings
        FROM trueup.sources s
        LEFT JOIN trueup.projections p
               ON p.source = s.source AND (p.active OR p.generation IS NULL)
        ORDER BY s.source
        """

    private static let findings = """
        SELECT severity, rule, count(*) AS open FROM trueup.findings
        WHERE status IN ('open', 'acknowledged') GROUP BY severity, rule
        ORDER BY array_position(ARRAY['critical', 'error', 'warning', 'info'], severity), rule
        """

    private static func printDurability(on connection: Connection) throws {
        let settings = try connection.queryText(
            """
            SELECT name, setting FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes', 'data_checksums') ORDER BY name
            """
        ).rows
        let parts = settings.map { "\($0[0] ?? "") \($0[1] ?? "")" }
        Terminal.print("Durability: " + parts.joined(separator: ", "))
    }

    /// Says when the settings of the configuration are not those that the books were folded with.
    private static func printReprojection(
        _ arguments: ParsedArguments, on connection: Connection
    ) throws {
        guard let configuration = try CommandSettings.configurationIfAny(arguments) else { return }
        for source in configuration.sources {
            let stored = try connection.queryText(
                "SELECT settings_digest FROM trueup.projections WHERE source = $1 AND active",
                [.text(source.name)]
            ).rows.first?[0]
            if let stored, stored != source.foldSettings.digestText {
                Terminal.print(
                    "Settings of \(source.name) changed since its books were folded:"
                        + " `trueup reproject --source \(source.name)` applies them.")
            }
        }
    }

    /// Says which books another version folded, whose rules and ids may be others.
    private static func printOtherVersions(on connection: Connection) throws {
        let sources = try connection.queryText(
            "SELECT source FROM trueup.projections WHERE active AND build <> $1 ORDER BY source",
            [.text(foldVersion)]
        ).rows.compactMap { $0[0] }
        for source in sources {
            Terminal.print(
                "The books of \(source) were begun by another version of Trueup:"
                    + " `trueup reproject --source \(source)` folds them anew.")
        }
    }
}
