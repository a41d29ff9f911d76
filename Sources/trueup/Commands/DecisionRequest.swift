import Events
import Foundation
import Money
import Providers

/// What `trueup decide` was asked for, checked before a database is touched.
struct DecisionRequest {
    let source: String
    let key: String
    let decision: Decision
    /// By the clock of this machine: the time that the decision takes effect in the books.
    let decidedAt: Timestamp

    init(_ arguments: ParsedArguments) throws {
        source = try Self.required("--source", arguments)
        key = arguments["--key"] ?? UUID().uuidString.lowercased()
        guard (1...512).contains(key.utf8.count), !key.utf8.contains(0) else {
            throw UsageError("--key takes 1 to 512 bytes, not \(key.utf8.count)")
        }
        let reason = try Self.required("--reason", arguments)
        let actor = arguments["--actor"] ?? NSUserName()
        guard !actor.isEmpty else { throw UsageError("--actor is empty") }
        decision = Decision(try Self.content(arguments), actor: actor, reason: reason)
        decidedAt = Timestamp(
            microseconds: Int64(Date().timeIntervalSince1970 * 1_000) * 1_000)
        // What the fold would put into quarantine is refused here, with the same words.
        do {
            _ = try Decision(body: Array(decision.body.utf8))
        } catch {
            throw UsageError(error.reason)
        }
    }

    private static func content(_ arguments: ParsedArguments) throws -> Decision.Content {
        let word = arguments.positionals[0]
        try refuseOthers(than: word, arguments)
        switch word {
        case "release-hold":
            return .releaseHold(
                transactionID: try required("--transaction", arguments),
                amount: try amount(arguments))
        case "link-transactions":
            let relations = LinkedTransactions.Relation.allCases
            let relation = try arguments.choice("--as", of: relations.map(\.rawValue))
            return .linkTransactions(
                LinkedTransactions(
                    transactionID: try required("--transaction", arguments),
                    originalID: try required("--original", arguments),
                    relation: relation.flatMap(LinkedTransactions.Relation.init) ?? .clearing,
                    released: try amount(arguments)))
        case "adjust":
            guard let amount = try amount(arguments) else {
                throw UsageError("decide adjust needs --amount and --currency")
            }
            let houses = Adjustment.House.allCases.map(\.rawValue)
            let house = try arguments.choice("--against", of: houses)
            return .adjust(
                Adjustment(
                    account: try account(arguments), amount: amount,
                    against: house.flatMap(Adjustment.House.init) ?? .external))
        default:
            throw UsageError(
                "decide takes \(Decision.words.joined(separator: ", ")), not \"\(word)\"")
        }
    }

    /// An option that a decision does not know is a mistake about what will be booked.
    private static func refuseOthers(than word: String, _ arguments: ParsedArguments) throws {
        let known: [String: Set<String>] = [
            "release-hold": ["--transaction", "--amount", "--currency"],
            "link-transactions": [
                "--transaction", "--original", "--as", "--amount", "--currency",
            ],
            "adjust": ["--account", "--card", "--amount", "--currency", "--against"],
        ]
        guard let own = known[word] else { return }
        let options = Set(known.values.joined())
        for option in options.subtracting(own).sorted() where arguments[option] != nil {
            throw UsageError("decide \(word) does not take \(option)")
        }
    }

    private static func account(_ arguments: ParsedArguments) throws -> Adjustment.Account {
        switch (arguments["--account"], arguments["--card"]) {
        case (let account?, nil): return .account(account)
        case (nil, let card?): return .card(card)
        default: throw UsageError("decide adjust needs either --account or --card")
        }
    }

    private static func amount(_ arguments: ParsedArguments) throws -> MonetaryAmount? {
        guard let text = arguments["--amount"] else {
            guard arguments["--currency"] == nil else {
                throw UsageError("--currency is given without --amount")
            }
            return nil
        }
        do {
            let currency = try Currency(code: try required("--currency", arguments))
            return try MonetaryAmount(decimal: text, currency: currency)
        } catch let error as MoneyError {
            throw UsageError("--amount \"\(text)\": \(error)")
        }
    }

    private static func required(_ name: String, _ arguments: ParsedArguments) throws -> String {
        guard let value = arguments[name], !value.isEmpty else {
            throw UsageError("decide needs \(name) (`trueup decide --help`)")
        }
        return value
    }
}
