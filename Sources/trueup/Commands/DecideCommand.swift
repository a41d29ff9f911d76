import EventLog
import Events
import Postgres
import Providers

/// `trueup decide release-hold|link-transactions|adjust`.
enum DecideCommand: Command {
    static let description = CommandDescription(
        name: "decide",
        summary: "Writes an operator's decision into the log; the books follow from it.",
        discussion: """
            release-hold ends what a transaction holds, all of it or --amount. link-transactions
            says that --transaction is the clearing or refund of --original. adjust books --amount
            (below zero takes money from the account) against a house account.

            A decision cannot be taken back, only answered by another. The same --key with the same
            decision is written once; a script that may be run again should state one. On a server
            of your own connect as a role that is granted trueup_operator.
            """,
        positionals: [
            PositionalDescription(
                name: Decision.words.joined(separator: "|"), summary: "what is decided",
                isRequired: true)
        ],
        options: [
            .value("--source", "NAME", "the source that it is about"),
            .value("--reason", "TEXT", "why, for those who read the books later"),
            .value("--actor", "NAME", "who decides (default: the user of this system)"),
            .value("--key", "KEY", "idempotency key (default: a new one)"),
            .value("--transaction", "ID", "the transaction that is released or linked"),
            .value("--original", "ID", "the transaction that it is linked to"),
            .value("--as", "RELATION", "clearing (default: ends the original's hold) or refund"),
            .value("--account", "ID", "the account that is adjusted"),
            .value("--card", "ID", "the card that is adjusted, where money stands on cards"),
            .value("--amount", "DECIMAL", "in major units, such as 12.50 or -12.50"),
            .value("--currency", "CODE", "currency of the amount"),
            .value(
                "--against", "HOUSE",
                "the other side: external (default), fees, funding, network or exchange"),
        ],
        examples: [
            "trueup decide release-hold --source nymcard-live --transaction txn-1"
                + " --reason \"merchant will not clear\"",
            "trueup decide link-transactions --source nymcard-live --transaction txn-9"
                + " --original txn-1 --reason \"cleared under a new id\"",
            "trueup decide adjust --source nymcard-live --account acct-1 --amount=-2.00"
                + " --currency AED --against fees --reason \"fee of 3 May\" --key fee-2026-05-03",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let request = try DecisionRequest(arguments)
        let access = try DatabaseAccess.open(
            arguments, configured: CommandSettings.database(arguments))
        defer { access.close() }
        let connection = try access.connect(as: .operator, named: "decide")
        try ReadSession.checkSource(request.source, on: connection)
        let answer = try append(request, on: connection)
        report(answer, request, asJSON: arguments.isSet("--json"))
        return answer.status == .conflict ? .answerIsNo : .done
    }

    private static func append(
        _ request: DecisionRequest, on connection: Connection
    ) throws -> AppendedEvent {
        do {
            return try connection.append(
                LoggedDecision(
                    key: request.key, word: request.decision.word,
                    subject: request.decision.subject, decidedAt: request.decidedAt,
                    body: Array(request.decision.body.utf8)), to: request.source)
        } catch {
            guard error.sqlState == .warning || error.isConnectionLost else { throw error }
            throw CommandFailure(
                .databaseUnavailable,
                "it is not known whether the decision is kept: \(error.message); decide the same"
                    + " again with --key \(request.key): under one key it is written once")
        }
    }

    private static func report(
        _ answer: AppendedEvent, _ request: DecisionRequest, asJSON: Bool
    ) {
        if asJSON {
            Terminal.print(
                JSONWriter.object { object in
                    object.string("source", request.source)
                    object.string("decision", request.decision.word)
                    object.string("key", request.key)
                    object.string("status", answer.status.rawValue)
                    object.integer("position", answer.position)
                })
            return
        }
        let place = "position \(answer.position) of \(request.source)"
        switch answer.status {
        case .appended:
            Terminal.print("Decided: \(place), key \(request.key).")
        case .duplicate:
            Terminal.print("This was decided already: \(place), key \(request.key).")
        case .conflict:
            Terminal.complain(
                "key \(request.key) stands for another decision: this one is kept as a conflict at"
                    + " \(place) and books nothing; decide again with another --key")
        }
    }
}
