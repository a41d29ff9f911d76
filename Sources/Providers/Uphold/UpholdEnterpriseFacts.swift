import Events
import Money

/// Uphold's enterprise platform, delivered as Standard Webhooks: full objects, decimal strings.
enum UpholdEnterpriseFacts {
    static func read(
        _ event: ParsedEvent, _ reading: inout Interpretation
    ) throws(DecodeError) {
        switch event.type {
        // The published specification declares the hyphen; its own example has the point.
        case "core.account.created", "core.account.balance-changed",
            "core.account.balance.changed", "core.account.archived", "core.account.unarchived":
            try readAccount(event, &reading)
        case "core.transaction.created", "core.transaction.status-changed":
            try readTransaction(event.body, &reading)
        default: reading.isKnownType = false
        }
    }

    private static func account(_ steps: String...) -> JSONPath {
        JSONPath(steps: ["data", "account"] + steps)
    }

    private static func transaction(_ steps: String...) -> JSONPath {
        JSONPath(steps: ["data", "transaction"] + steps)
    }

    /// `updatedAt` of the object orders reports, not the time of the notification.
    private static func readAccount(
        _ event: ParsedEvent, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let body = event.body
        let accountID = try body.requiredIdentifier(account("id"))
        reading.stream = EventStream(kind: .account, id: accountID)
        if event.type.hasSuffix("archived") || event.type.hasSuffix("created") {
            let word = event.type.split(separator: ".").last ?? ""
            reading.facts.append(
                .activity(
                    Activity(
                        kind: "account", subjectID: accountID, summary: "an account was \(word)")))
        }
        let total = body[account("balance", "total")]
        let available = body[account("balance", "available")]
        guard total != nil || available != nil else { return }
        guard let asset = try Body.currency(body[account("asset")]) else {
            throw DecodeError("\(account("asset")) is missing or empty")
        }
        var report = BalanceReport(
            accountID: accountID, currency: asset, total: nil, available: nil,
            asOf: Body.time(body[account("updatedAt")], .rfc3339) ?? event.createdAt)
        if let total {
            report.total = try Body.money(total, asset, .decimalText, .anySign).amount
        }
        if let available {
            report.available = try Body.money(available, asset, .decimalText, .anySign).amount
        }
        reading.facts.append(.balanceReported(report))
    }

    private static func readTransaction(
        _ body: Body, _ reading: inout Interpretation
    ) throws(DecodeError) {
        guard let transactionID = try body.identifier(transaction("id")) else {
            reading.lacksTransactionID = true
            return
        }
        guard let status = try body.word(transaction("status")) else {
            throw DecodeError("\(transaction("status")) is missing or empty")
        }
        let transfer = UpholdTransfer(
            transactionID: transactionID, status: status, origin: try side("origin", body),
            destination: try side("destination", body))
        var step = transfer.step
        step.reason = body.label(transaction("statusDetails", "reason"))
        reading.stream = .first(account: step.accountID, transaction: transactionID)
        reading.facts.append(.transactionStep(step))
    }

    private static func side(_ name: String, _ body: Body) throws(DecodeError) -> UpholdSide {
        UpholdSide(
            accountID: try accountID(name, body),
            amount: try body.upholdAmount(
                transaction(name, "amount"), asset: transaction(name, "asset")),
            rate: body.label(transaction(name, "rate")))
    }

    /// The account on one side; a side outside the platform (a card, a bank) has none.
    private static func accountID(
        _ side: String, _ body: Body
    ) throws(DecodeError) -> String? {
        guard try body.word(transaction(side, "node", "type")) == "account" else { return nil }
        return try body.identifier(transaction(side, "node", "id"))
    }
}
