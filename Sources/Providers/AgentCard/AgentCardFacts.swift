import Events
import Money

/// AgentCard: snapshots of cards, steps of transactions, amounts in whole cents.
enum AgentCardFacts {
    /// Cards have no currency field: all are in dollars.
    static let dollar = Currency(uncheckedCode: "USD")

    static func interpret(
        _ event: ParsedEvent, negativeClearingIsRefund: Bool
    ) throws(DecodeError) -> Interpretation {
        let body = event.body
        var reading = Interpretation(
            isLive: body[AgentCardEnvelope.livemode]?.value.bool,
            statedTime: Body.statedTime(body[AgentCardEnvelope.created], .unixSeconds))
        switch event.type {
        case "card.created", "card.updated", "card.closed":
            try AgentCardSnapshot.read(event, &reading)
        case "transaction.authorized", "transaction.declined", "transaction.cleared",
            "transaction.voided":
            try AgentCardTransaction(
                body: body, negativeClearingIsRefund: negativeClearingIsRefund
            ).read(event.type, &reading)
        default:
            readActivity(event, &reading)
        }
        return reading
    }

    /// What each type without money is about.
    ///
    /// Types that move money outside the documented
    /// transactions (`transfer.…`, `wallet.funded`, `checkout_authorization.…`, `order.…`) are left
    /// unknown on purpose: their payloads are not published, and unknown types are flagged.
    private static let activities: [String: (kind: String, summary: String)] = [
        "cardholder.created": ("user", "a cardholder was created"),
        "cardholder.updated": ("user", "a cardholder was changed"),
        "cardholder_onboarding_session.completed": ("onboarding", "an onboarding was completed"),
        "balance.low": ("balance", "the balance of a card is low"),
        "identity.verification.updated": ("kyc", "an identity verification changed"),
        "merchant.connected": ("onboarding", "a merchant was connected"),
        "card_flow.started": ("onboarding", "a card flow was started"),
        "card_flow.failed": ("onboarding", "a card flow failed"),
        "wallet.balance.low": ("balance", "the balance of a wallet is low"),
        "vault.card_stored": ("token", "a card was stored in the vault"),
        "vault.session_linked": ("token", "a vault session was linked"),
    ]

    private static let cardID = JSONPath(steps: ["data", "card_id"])

    private static func readActivity(_ event: ParsedEvent, _ reading: inout Interpretation) {
        let body = event.body
        guard let activity = activities[event.type] else {
            reading.isKnownType = false
            reading.lacksTransactionID =
                event.type.hasPrefix("transaction.")
                && body.identifierIfValid(.transactionID) == nil
            return
        }
        let objectID = body.identifierIfValid(AgentCardEnvelope.objectID)
        let cardID = body.identifierIfValid(cardID)
        if event.type == "balance.low" {
            reading.stream = (cardID ?? objectID).map { EventStream(kind: .card, id: $0) }
        } else if activity.kind == "user" {
            reading.stream = objectID.map { EventStream(kind: .user, id: $0) }
        }
        reading.facts.append(
            .activity(
                Activity(
                    kind: activity.kind, subjectID: cardID ?? objectID, summary: activity.summary)))
    }
}
