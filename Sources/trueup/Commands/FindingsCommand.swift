import Postgres

/// `trueup findings` and `trueup findings show ID`.
enum FindingsCommand: Command {
    static let severities = ["info", "warning", "error", "critical"]

    static let description = CommandDescription(
        name: "findings",
        summary: "What does not add up: the list, or one finding with its evidence and history.",
        discussion: "Without --status the list shows what is open or acknowledged.",
        positionals: [
            PositionalDescription(
                name: "list|show", summary: "list (the default), or show one", isRequired: false),
            PositionalDescription(
                name: "ID", summary: "with show: the finding's id or its beginning",
                isRequired: false),
        ],
        options: [
            .value("--rule", "RULE", "only this rule"),
            .value("--status", "STATUS", "open, acknowledged, resolved, dismissed or all"),
            .value("--source", "NAME", "only this source"),
            .value("--limit", "N", "at most N rows (default 50)"),
            .value("--fail-on", "SEVERITY", "exit 1 when one of at least this severity is listed"),
        ],
        examples: [
            "trueup findings", "trueup findings --rule balance-gap --status all",
            "trueup findings show 7f3a", "trueup findings --fail-on error --json",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        switch arguments.positionals.first ?? "list" {
        case "list": try list(arguments)
        case "show": try show(arguments)
        case let word:
            throw UsageError("findings takes list or show, not \"\(word)\"")
        }
    }

    private static func list(_ arguments: ParsedArguments) throws -> ExitCode {
        try arguments.requireWords(atMost: 1)
        let limit = try arguments.integer("--limit", atLeast: 1) ?? 50
        let status = try arguments.choice(
            "--status", of: ["open", "acknowledged", "resolved", "dismissed", "all"])
        let failOn = try arguments.choice("--fail-on", of: severities)
        let statuses =
            switch status {
            case nil: ["open", "acknowledged"]
            case "all": ["open", "acknowledged", "resolved", "dismissed"]
            case let one?: [one]
            }
        let filter: [Parameter] = [
            .text(arguments["--rule"]), .array(statuses), .text(arguments["--source"]),
        ]
        return try ReadSession.run(arguments) { connection in
            try ReadSession.checkSource(arguments["--source"], on: connection)
            try Answer.print(
                """
                SELECT \(arguments.isSet("--json") ? "f.*" : shortColumns) FROM trueup.findings f
                \(condition) ORDER BY \(rank("f.severity")) DESC, f.detected_at DESC, f.finding_id
                LIMIT $4
                """, filter + [.int64(limit)], on: connection,
                asJSON: arguments.isSet("--json"),
                whenEmpty: "No findings: as far as the rules see, everything adds up.")
            guard let failOn else { return .done }
            let worst = try connection.query(
                """
                SELECT count(*) FROM trueup.findings f \(condition)
                AND \(rank("f.severity")) >= \(rank("$4::text"))
                """, filter + [.text(failOn)])
            return try worst.onlyRow().int64(0) > 0 ? .answerIsNo : .done
        }
    }

    private static let shortColumns = """
        left(f.finding_id::text, 8) AS id, f.severity, f.status, f.source, f.rule,
        to_char(f.detected_at, 'YYYY-MM-DD HH24:MI:SS') AS detected, f.summary
        """

    private static let condition = """
        WHERE ($1::text IS NULL OR f.rule = $1) AND f.status = ANY ($2::text[])
          AND ($3::text IS NULL OR f.source = $3)
        """

    private static func rank(_ severity: String) -> String {
        "array_position(ARRAY['info', 'warning', 'error', 'critical'], \(severity))"
    }

    private static func show(_ arguments: ParsedArguments) throws -> ExitCode {
        guard arguments.positionals.count == 2 else {
            throw UsageError("findings show needs the finding's id; `trueup findings` lists them")
        }
        let start = arguments.positionals[1].lowercased()
        guard start.utf8.count >= 4, start.allSatisfy({ $0.isHexDigit || $0 == "-" }) else {
            throw UsageError("\"\(start)\" is not a finding id or four or more of its first digits")
        }
        return try ReadSession.run(arguments) { connection in
            let ids = try connection.queryText(
                "SELECT finding_id FROM trueup.findings WHERE finding_id::text LIKE $1 LIMIT 2",
                [.text(start + "%")]
            ).rows.compactMap { $0[0] }
            guard let id = ids.first else {
                throw CommandFailure(.answerIsNo, "no finding has an id that begins with \(start)")
            }
            guard ids.count == 1 else {
                throw CommandFailure(
                    .wrongUsage, "several findings begin with \(start); add digits")
            }
            try FindingDetails.print(id: id, on: connection, asJSON: arguments.isSet("--json"))
            return .done
        }
    }
}
