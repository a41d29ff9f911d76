import Postgres

/// `trueup quarantine list|show`.
enum QuarantineCommand: Command {
    static let description = CommandDescription(
        name: "quarantine",
        summary: "What is in the log but not in the books, and why.",
        positionals: [
            PositionalDescription(
                name: "list|show", summary: "list (the default), or show one event",
                isRequired: false),
            PositionalDescription(
                name: "SOURCE", summary: "with show: name of the source", isRequired: false),
            PositionalDescription(
                name: "POSITION", summary: "with show: place in its log", isRequired: false),
        ],
        options: [
            .value("--source", "NAME", "only this source"),
            .value("--limit", "N", "at most N rows (default 50)"),
        ],
        examples: [
            "trueup quarantine", "trueup quarantine list --source nymcard-live",
            "trueup quarantine show nymcard-live 1042",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        switch arguments.positionals.first ?? "list" {
        case "list": try list(arguments)
        case "show": try EventDetails.show(arguments, source: 1, position: 2)
        case let word:
            throw UsageError("quarantine takes list or show, not \"\(word)\"")
        }
    }

    private static func list(_ arguments: ParsedArguments) throws -> ExitCode {
        try arguments.requireWords(atMost: 1)
        let limit = try arguments.integer("--limit", atLeast: 1) ?? 50
        return try ReadSession.run(arguments) { connection in
            try ReadSession.checkSource(arguments["--source"], on: connection)
            try Answer.print(
                """
                SELECT source, position, received_at, status, reason FROM trueup.quarantine
                WHERE $1::text IS NULL OR source = $1
                ORDER BY received_at DESC, source, position DESC LIMIT $2
                """, [.text(arguments["--source"]), .int64(limit)], on: connection,
                asJSON: arguments.isSet("--json"),
                whenEmpty: "Nothing is in quarantine: every event was decoded and folded.")
            return .done
        }
    }
}
