import Postgres

/// `trueup events` and `trueup events show SOURCE POSITION`.
enum EventsCommand: Command {
    static let description = CommandDescription(
        name: "events",
        summary:
            "The log: the latest events, one event with what it was folded into, or a live view.",
        positionals: [
            PositionalDescription(
                name: "list|show", summary: "list (the default), or show one", isRequired: false),
            PositionalDescription(
                name: "SOURCE", summary: "with show: name of the source", isRequired: false),
            PositionalDescription(
                name: "POSITION", summary: "with show: place in its log", isRequired: false),
        ],
        options: [
            .value("--source", "NAME", "only this source"),
            .value("--type", "TYPE", "only this event type"),
            .value("--subject", "ID", "only events about this card, transaction or user"),
            .value("--limit", "N", "at most N rows (default 50)"),
            .flag("--follow", "go on printing events as they arrive, until interrupted"),
        ],
        examples: [
            "trueup events --source uphold-live --limit 20",
            "trueup events --type transaction.cleared --json",
            "trueup events show agentcard-live 17", "trueup events --follow",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        switch arguments.positionals.first ?? "list" {
        case "list": try list(arguments)
        case "show": try EventDetails.show(arguments, source: 1, position: 2)
        case let word:
            throw UsageError("events takes list or show, not \"\(word)\"")
        }
    }

    private static func list(_ arguments: ParsedArguments) throws -> ExitCode {
        try arguments.requireWords(atMost: 1)
        let limit = try arguments.integer("--limit", atLeast: 1) ?? 50
        let filter: [Parameter] = [
            .text(arguments["--source"]), .text(arguments["--type"]),
            .text(arguments["--subject"]),
        ]
        return try ReadSession.run(arguments) { connection in
            try ReadSession.checkSource(arguments["--source"], on: connection)
            if arguments.isSet("--follow") {
                try EventFollower(connection: connection, filter: filter).run(
                    startingWith: limit, asJSON: arguments.isSet("--json"))
                return .done
            }
            try Answer.print(
                """
                SELECT * FROM (
                    SELECT \(columns) FROM trueup.events \(condition)
                    ORDER BY received_at DESC, source, position DESC LIMIT $4) AS latest
                ORDER BY received_at, source, position
                """, filter + [.int64(limit)], on: connection, asJSON: arguments.isSet("--json"),
                whenEmpty: "No events.")
            return .done
        }
    }

    static let columns = """
        source, position, received_at, created_at, coalesce(type, '(undecodable)') AS type,
        subject, event_id
        """

    static let condition = """
        WHERE ($1::text IS NULL OR source = $1) AND ($2::text IS NULL OR type = $2)
          AND ($3::text IS NULL OR subject = $3)
        """
}
