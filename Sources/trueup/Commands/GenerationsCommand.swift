import Configuration
import EventLog
import Postgres
import Projection

/// `trueup generations` and `trueup generations drop NAME`.
enum GenerationsCommand: Command {
    static let description = CommandDescription(
        name: "generations",
        summary: "The books that there are: active, being built, retired and kept ones.",
        discussion: """
            `drop` removes books that are neither active nor being built; the log stays, so that
            `trueup reproject` can build them again. The size is that of the tables, which the
            generations of one number share over all sources.
            """,
        positionals: [
            PositionalDescription(
                name: "list|drop", summary: "list (the default), or drop one", isRequired: false),
            PositionalDescription(
                name: "NAME", summary: "with drop: the generation's name", isRequired: false),
        ],
        options: [.value("--source", "NAME", "only this source")],
        examples: [
            "trueup generations", "trueup generations drop g1",
            "trueup generations drop last-monday --source nymcard-live",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        switch arguments.positionals.first ?? "list" {
        case "list": try list(arguments)
        case "drop": try drop(arguments)
        case let word: throw UsageError("generations takes list or drop, not \"\(word)\"")
        }
    }

    private static func list(_ arguments: ParsedArguments) throws -> ExitCode {
        try arguments.requireWords(atMost: 1)
        let configuration = try CommandSettings.configurationIfAny(arguments)
        return try ReadSession.run(arguments, as: .service) { connection in
            try ReadSession.checkSource(arguments["--source"], on: connection)
            let digests = (configuration?.sources ?? []).map { ($0.name, $0.foldSettings) }
            try Answer.print(
                query,
                [
                    .text(arguments["--source"]), .array(digests.map(\.0)),
                    .array(digests.map(\.1.digestText)), .text(foldVersion),
                ], on: connection, asJSON: arguments.isSet("--json"),
                whenEmpty: "No source has books yet; `trueup serve` folds them.")
            return .done
        }
    }

    /// `settings` says whether a rebuild with today's configuration and code would have the same.
    private static let query = """
        SELECT p.source, p.generation, p.state, p.checkpoint, p.lag_events,
               CASE WHEN c.digest IS NULL THEN 'unknown'
                    WHEN c.digest <> p.settings_digest THEN 'other'
                    WHEN p.build <> $4 THEN 'other version' ELSE 'same' END AS settings,
               p.build, to_char(p.created_at, 'YYYY-MM-DD HH24:MI:SS') AS created,
               p.until_position,
               pg_size_pretty(s.octets) AS size
        FROM trueup.projections p
        JOIN log.source l ON l.name = p.source
        JOIN projection.generation g ON g.source_id = l.source_id AND g.name = p.generation
        LEFT JOIN unnest($2::text[], $3::text[]) AS c (source, digest) ON c.source = p.source
        CROSS JOIN LATERAL (
            SELECT sum(pg_total_relation_size(
                to_regclass(format('projection.%I', t || '_g' || g.generation)))) AS octets
            FROM unnest(projection.entity_tables()) AS t) AS s
        WHERE $1::text IS NULL OR p.source = $1
        ORDER BY p.source, g.generation
        """

    private static func drop(_ arguments: ParsedArguments) throws -> ExitCode {
        guard arguments.positionals.count == 2 else {
            throw UsageError("generations drop needs the generation's name")
        }
        let name = arguments.positionals[1]
        return try ReadSession.run(arguments, as: .service) { connection in
            try ReadSession.checkSource(arguments["--source"], on: connection)
            let store = GenerationStore(connection: connection)
            let sources = try LogReader(connection).sources().filter { source in
                try arguments["--source"].map { $0 == source.name } ?? true
                    && store.named(name, source: source.sourceID) != nil
            }
            guard !sources.isEmpty else { throw ProjectionError.unknownGeneration(name) }
            // All of them or none, as far as can be told beforehand.
            for source in sources {
                guard let known = try store.named(name, source: source.sourceID),
                    known.state != .active, try !store.isOwned(known)
                else {
                    throw CommandFailure(
                        .answerIsNo,
                        "\(ProjectionError.generationInUse(name)) (source \(source.name))")
                }
            }
            for source in sources {
                try store.drop(named: name, source: source.sourceID)
                report(name, source.name, asJSON: arguments.isSet("--json"))
            }
            return .done
        }
    }

    private static func report(_ name: String, _ source: String, asJSON: Bool) {
        Terminal.print(
            asJSON
                ? ReprojectionReport.json(dropped: name, source: source)
                : "Dropped generation \(name) of \(source).")
    }
}
