import Events
import Money

/// Objects of Uphold's classic API as a read returned them: the amounts that its webhooks lack.
///
/// The type of the read says which object the body is: `card` or `transaction`. A card's balance is
/// as of the read, the event's own time.
enum UpholdReads {
    static func interpret(_ event: ParsedEvent) throws(DecodeError) -> Interpretation {
        var reading = Interpretation(
            statedTime: event.createdAt == nil ? .missing : .stated)
        switch event.type {
        case "card": try readCard(event, &reading)
        case "transaction": try readTransaction(event.body, &reading)
        default: reading.isKnownType = false
        }
        return reading
    }

    private static let id = JSONPath(steps: ["id"])
    private static let currency = JSONPath(steps: ["currency"])
    private static let balance = JSONPath(steps: ["balance"])
    private static let available = JSONPath(steps: ["available"])
    private static let status = JSONPath(steps: ["status"])
    private static let message = JSONPath(steps: ["type"])

    private static func readCard(
        _ event: ParsedEvent, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let body = event.body
        let cardID = try body.requiredIdentifier(id)
        reading.stream = EventStream(kind: .card, id: cardID)
        guard let asset = try Body.currency(body[currency]) else {
            throw DecodeError("\(currency) is missing or empty")
        }
        var card = CardFact(cardID: cardID)
        card.currency = asset
        reading.facts.append(.card(card))
        var report = BalanceReport(
            accountID: cardID, currency: asset, total: nil, available: nil,
            asOf: event.createdAt)
        if let located = body[balance] {
            report.total = try Body.money(located, asset, .decimalText, .anySign).amount
        }
        if let located = body[available] {
            report.available = try Body.money(located, asset, .decimalText, .anySign).amount
        }
        reading.facts.append(.balanceReported(report))
    }

    private static func readTransaction(
        _ body: Body, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let transactionID = try body.requiredIdentifier(id)
        reading.stream = EventStream(kind: .transaction, id: transactionID)
        guard let word = try body.word(status) else {
            throw DecodeError("\(status) is missing or empty")
        }
        let transfer = UpholdTransfer(
            transactionID: transactionID, status: word, origin: try side("origin", body),
            destination: try side("destination", body))
        var step = transfer.step
        step.reason = body.label(message)
        reading.facts.append(.transactionStep(step))
    }

    /// `CardId`, with its capital, is shown to the owner of a side; `node` to whoever may see it.
    private static func side(_ name: String, _ body: Body) throws(DecodeError) -> UpholdSide {
        var cardID = try body.identifier(JSONPath(steps: [name, "CardId"]))
        if cardID == nil, try body.word(JSONPath(steps: [name, "node", "type"])) == "card" {
            cardID = try body.identifier(JSONPath(steps: [name, "node", "id"]))
        }
        return UpholdSide(
            accountID: cardID,
            amount: try body.upholdAmount(
                JSONPath(steps: [name, "amount"]), asset: JSONPath(steps: [name, "currency"])),
            rate: body.label(JSONPath(steps: [name, "rate"])))
    }
}
