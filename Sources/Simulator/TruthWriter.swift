import Events
package import Faults
package import Programs

/// The ground truth as JSON lines: one header, one line an event, one line for each state and for
/// each fault at the end.
///
///     {"truth":1,"provider":"nymcard","seed":"7","start":"…","source":"cards",
///      "users":200,"speed":1}
///     {"event":0,"at":"…","createdAt":"…","id":null,"type":"TRANSACTION",
///      "subject":{"kind":"transaction","id":"…"},"account":{…},"transaction":{…}}
///     {"final":"account","id":"…","currency":"AED","posted":"12.50","pending":"-2.00",
///      "available":"10.50"}
///     {"final":"transaction",…}
///     {"final":"card",…}
///     {"fault":"receiver-outage","event":17,"at":"…","until":"…","ids":["…"],
///      "transaction":null,"card":null,"lost":0}
///
/// `at` is the program's own time, `createdAt` what the body states. An event's line holds all that
/// it touched, as it is after it: `account`, `counterparty`, `transaction`, `card`. A transaction
/// with `"done":true` is over, and its line is its last: at the end only the others are written
/// again. A fault names the event that it was made of, the ids of all deliveries that suffered it,
/// and how many of them never arrive; `until` stands where it lasts. Amounts are decimal
/// strings with all digits of their currency, signed as the holder sees them.
///
/// It keeps nothing: each call gives the line to write.
package struct TruthWriter: Sendable {
    package init() {}

    package func header(_ model: ProgramModel, source: String) -> [UInt8] {
        line([
            ("truth", .number("1")), ("provider", .string(model.kind.name)),
            ("seed", .string(String(model.seed))),
            ("start", .string(model.start.isoMilliseconds)), ("source", .string(source)),
            ("users", .number(String(model.settings.users))),
            ("speed", .number(String(model.settings.speed))),
        ])
    }

    package func event(_ event: ProgramEvent) -> [UInt8] {
        var members: [(key: String, value: JSONBody)] = [
            ("event", .number(String(event.index))),
            ("at", .string(event.programTime.isoMilliseconds)),
            ("createdAt", event.createdAt.map { .string($0.isoMilliseconds) } ?? .null),
            ("id", event.eventID.map { .string($0) } ?? .null), ("type", .string(event.type)),
            (
                "subject",
                ["kind": .string(event.subject.kind.rawValue), "id": .string(event.subject.id)]
            ),
        ]
        let truth = event.truth
        if let account = truth.account { members.append(("account", .object(fields(account)))) }
        if let other = truth.counterparty {
            members.append(("counterparty", .object(fields(other))))
        }
        if let transaction = truth.transaction {
            members.append(("transaction", .object(fields(transaction))))
        }
        if let card = truth.card { members.append(("card", .object(fields(card)))) }
        return line(members)
    }

    /// The lines of all that is true now.
    package func final(_ snapshot: ProgramSnapshot, _ write: ([UInt8]) -> Void) {
        for account in snapshot.accounts { write(final("account", fields(account))) }
        for transaction in snapshot.transactions {
            write(final("transaction", fields(transaction)))
        }
        for card in snapshot.cards { write(final("card", fields(card))) }
    }

    package func fault(_ record: FaultRecord) -> [UInt8] {
        func text(_ value: String?) -> JSONBody { value.map { .string($0) } ?? .null }
        var members: [(key: String, value: JSONBody)] = [
            ("fault", .string(record.kind.rawValue)),
            ("event", .number(String(record.eventIndex))),
            ("at", .string(record.happensAt.isoMilliseconds)),
        ]
        if let end = record.endsAt { members.append(("until", .string(end.isoMilliseconds))) }
        let isLost = record.withheld != nil || [.drop, .skipStep].contains(record.kind)
        return line(
            members + [
                ("ids", .array(record.eventIDs.map { .string($0) })),
                ("transaction", text(record.transactionID)), ("card", text(record.cardID)),
                ("lost", .number(String(isLost ? record.eventIDs.count : record.lostCount))),
            ])
    }

    private func final(_ kind: String, _ members: [(key: String, value: JSONBody)]) -> [UInt8] {
        line([("final", .string(kind))] + members)
    }

    private func line(_ members: [(key: String, value: JSONBody)]) -> [UInt8] {
        JSONBody.object(members).bytes + [UInt8(ascii: "\n")]
    }

    private func fields(_ account: AccountTruth) -> [(key: String, value: JSONBody)] {
        [
            ("id", .string(account.name.id)), ("currency", .string(account.name.currency)),
            ("posted", .string(account.money(account.posted).decimal)),
            ("pending", .string(account.money(account.pending).decimal)),
            ("available", .string(account.money(account.available).decimal)),
        ]
    }

    private func fields(_ transaction: TransactionTruth) -> [(key: String, value: JSONBody)] {
        func amount(_ minorUnits: Int64) -> JSONBody {
            .string(
                SimulatedMoney(
                    minorUnits, transaction.account.currency, digits: transaction.digits
                ).decimal)
        }
        func text(_ value: String?) -> JSONBody { value.map { .string($0) } ?? .null }
        var members: [(key: String, value: JSONBody)] = [
            ("id", .string(transaction.id)), ("kind", .string(transaction.kind.rawValue)),
            ("state", .string(transaction.state.rawValue)),
            ("account", .string(transaction.account.id)),
            ("currency", .string(transaction.account.currency)),
            ("card", text(transaction.cardID)), ("held", amount(transaction.held)),
            ("authorized", amount(transaction.authorized)),
            ("cleared", amount(transaction.cleared)),
            ("reversed", amount(transaction.reversed)),
            ("refunded", amount(transaction.refunded)),
            ("original", text(transaction.originalID)),
            ("merchant", text(transaction.merchant)), ("done", .bool(transaction.isDone)),
        ]
        if let other = transaction.counterparty {
            members += [
                ("counterparty", .string(other.id)),
                ("counterpartyCurrency", .string(other.currency)),
                (
                    "counterpartyAmount",
                    .string(
                        SimulatedMoney(
                            transaction.counterpartyAmount, other.currency,
                            digits: transaction.counterpartyDigits
                        ).decimal)
                ),
            ]
        }
        return members
    }

    private func fields(_ card: CardTruth) -> [(key: String, value: JSONBody)] {
        [
            ("id", .string(card.id)), ("status", .string(card.status)),
            ("holder", .string(card.holderID)),
            ("account", card.accountID.map { .string($0) } ?? .null),
            ("last4", .string(card.last4)), ("closed", .bool(card.isClosed)),
            ("replacement", card.replacementID.map { .string($0) } ?? .null),
        ]
    }
}
