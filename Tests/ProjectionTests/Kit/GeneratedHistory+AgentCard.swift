import Events
import Programs
import SimulatedProviders

extension GeneratedHistory {
    mutating func generateAgentCard(_ count: Int) {
        var open: [AgentCardPayload.Transaction] = []
        var settled: [AgentCardPayload.Transaction] = []
        while bodies.count < count {
            let index = bodies.count
            let card = number(40)
            var purchase = AgentCardPayload.Transaction(
                id: "txn_\(index)", cardID: "card_\(card)", amountCents: Int64(1 + number(50_000)),
                merchant: "Shop \(number(40))", mcc: "5\(100 + number(800))")
            switch number(100) {
            case ..<35:
                open.append(purchase)
                add(AgentCardPayload.transaction(.authorized, purchase, envelope(index)))
            case ..<52:
                guard var known = take(&open) else { continue }
                if chance(30) { known.amountCents = known.amountCents * 6 / 5 }
                if chance(20) { open.append(known) } else { settled.append(known) }
                add(AgentCardPayload.transaction(.cleared, known, envelope(index)))
            case ..<60:
                guard let known = take(&open) else { continue }
                add(AgentCardPayload.transaction(.voided, known, envelope(index)))
            case ..<65:
                purchase.declineReason = "insufficient_funds"
                add(AgentCardPayload.transaction(.declined, purchase, envelope(index)))
            case ..<69:
                guard let known = take(&settled) else { continue }
                purchase.amountCents = -known.amountCents
                purchase.originalTransactionID = known.id
                add(AgentCardPayload.transaction(.cleared, purchase, envelope(index)))
            case ..<72:
                // Nothing says which purchase it is.
                add(
                    AgentCardPayload.body(
                        "transaction.cleared", ["amount_cents": .number("5"), "id": ""],
                        envelope(index)))
            case ..<94: addCardEvent(card, index)
            case ..<97:
                add(
                    AgentCardPayload.cardholderCreated(
                        holderID: "holder_\(index)", envelope(index, isLive: !chance(30))))
            default: addOddity(index)
            }
        }
    }

    private mutating func envelope(
        _ index: Int, isLive: Bool = true
    ) -> AgentCardPayload.Envelope {
        AgentCardPayload.Envelope(id: "evt_\(index)", createdAt: time(), isLive: isLive)
    }

    private mutating func addCardEvent(_ card: Int, _ index: Int) {
        let snapshot = AgentCardPayload.Card(
            id: "card_\(card)", holderID: "holder_\(card)", last4: "\(1_000 + card)",
            spendLimitCents: Int64(number(10)) * 1_000, balanceCents: Int64(number(2_000_000)))
        switch number(12) {
        case 0: add(AgentCardPayload.cardCreated(snapshot, envelope(index)))
        case 1: add(AgentCardPayload.cardClosed(snapshot, reason: "manual", envelope(index)))
        default: add(AgentCardPayload.cardUpdated(snapshot, envelope(index)))
        }
    }
}
