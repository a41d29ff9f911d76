import Events
import Money

/// A card event of AgentCard: what it says of the card, and the balance where it states one.
///
/// `balance_cents` is what can be spent: an authorization lowers it. The snapshot has no time of
/// its own, so the envelope's `created` dates it.
enum AgentCardSnapshot {
    private static let status = JSONPath(steps: ["data", "status"])
    private static let last4 = JSONPath(steps: ["data", "last4"])
    private static let expiry = JSONPath(steps: ["data", "expiry"])
    private static let holderID = JSONPath(steps: ["data", "cardholder_id"])
    private static let reason = JSONPath(steps: ["data", "reason"])
    private static let spendLimit = JSONPath(steps: ["data", "spend_limit_cents"])
    private static let balance = JSONPath(steps: ["data", "balance_cents"])

    static func read(
        _ event: ParsedEvent, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let body = event.body
        let cardID = try body.requiredIdentifier(AgentCardEnvelope.objectID)
        reading.stream = EventStream(kind: .card, id: cardID)
        var card = CardFact(cardID: cardID, isOpening: event.type == "card.created")
        card.status = try body.word(status)
        card.isClosing = event.type == "card.closed" || card.status == "CLOSED"
        card.last4 = body.label(last4)
        card.expiry = body.label(expiry)
        card.holderID = try body.identifier(holderID)
        card.currency = AgentCardFacts.dollar
        if let limit = body[spendLimit] {
            card.spendLimit = try Body.money(
                limit, AgentCardFacts.dollar, .minorUnits, .notNegative)
        }
        if card.isClosing { card.closeReason = body.label(reason) }
        reading.facts.append(.card(card))
        guard let balance = body[balance] else { return }
        let available = try Body.money(balance, AgentCardFacts.dollar, .minorUnits, .anySign)
        reading.facts.append(
            .balanceReported(
                BalanceReport(
                    accountID: cardID, currency: AgentCardFacts.dollar, total: nil,
                    available: available.amount, asOf: event.createdAt)))
    }
}
