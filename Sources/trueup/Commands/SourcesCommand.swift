import Configuration
import Events
import Postgres
import Providers
import Reconciliation

/// `trueup sources` and `trueup sources check`.
enum SourcesCommand: Command {
    static let description = CommandDescription(
        name: "sources",
        summary: "The configured sources: routes, credentials, last receipt, thresholds in force.",
        positionals: [
            PositionalDescription(
                name: "list|check",
                summary: "check exits with 3 when the configuration or a credential is wrong",
                isRequired: false)
        ],
        examples: ["trueup sources", "trueup sources check --config trueup.json"])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        switch arguments.positionals.first ?? "list" {
        case "list": try list(arguments)
        case "check": try check(arguments)
        case let word:
            throw UsageError("sources takes list or check, not \"\(word)\"")
        }
    }

    private static func list(_ arguments: ParsedArguments) throws -> ExitCode {
        try ReadSession.run(arguments) { connection in
            try Answer.print(
                """
                SELECT source, provider, environment, '/hooks/' || source AS route, head,
                       first_event_at, last_event_at
                FROM trueup.sources ORDER BY source
                """, on: connection, asJSON: arguments.isSet("--json"),
                whenEmpty: "No source is registered yet; `trueup serve` registers those of the"
                    + " configuration.")
            return .done
        }
    }

    /// Needs no database: reads the file, and every secret that it refers to.
    private static func check(_ arguments: ParsedArguments) throws -> ExitCode {
        let source = CommandSettings.source(arguments)
        guard let file = source.file else {
            throw CommandFailure(
                .wrongConfiguration, "no configuration file: name one with --config FILE")
        }
        let snapshot = try ConfigurationStore(
            loading: source, check: RegisteredSources.check
        ).current
        if arguments.isSet("--json") {
            for source in snapshot.configuration.sources { Terminal.print(json(source)) }
        } else {
            printTable(snapshot.configuration)
            Terminal.print("\(file) is right, and every credential can be read.")
        }
        return .done
    }

    private static func json(_ source: SourceConfiguration) -> String {
        JSONWriter.object { object in
            object.string("source", source.name)
            object.string("provider", source.provider.name)
            object.string("environment", source.environment.rawValue)
            object.integer("credentials", Int64(source.credentials.all.count))
            object.string("route", "/hooks/\(source.name)")
            object.object("threshold_seconds") { thresholds in
                for threshold in Threshold.all {
                    thresholds.integer(threshold.name, source.thresholds[threshold])
                }
            }
        }
    }

    private static func printTable(_ configuration: ServiceConfiguration) {
        let rows = configuration.sources.map { source in
            [
                source.name, source.provider.name, source.environment.rawValue,
                "\(source.credentials.all.count)", "/hooks/\(source.name)",
            ] + Threshold.all.map { "\(source.thresholds[$0]) s" }
        }
        let table = Table(
            headings: [
                "SOURCE", "PROVIDER", "ENVIRONMENT", "CREDENTIALS", "ROUTE",
            ] + Threshold.all.map { $0.name.uppercased() }, rows: rows)
        for line in table.lines { Terminal.print(line) }
        for place in configuration.unusedSettings {
            Terminal.print("\(place) is valid, and not used by this version.")
        }
    }
}
