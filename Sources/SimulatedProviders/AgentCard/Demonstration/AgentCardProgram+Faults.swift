import Demonstration
import Events
import Programs

extension AgentCardProgram {
    /// A purchase whose authorization never leaves the provider; the balance after it does.
    mutating func purchaseWithoutEvent(_ index: Int, at time: Timestamp) {
        let id = timeline.id("txn_demo_")
        cards[index].unseenHoldCents = Self.unseenHoldCents
        reportBalance(index, causedAt: time)
        timeline.expect(
            .finding(rule: "balance-gap"), subject: cards[index].id,
            amount: SimulatedMoney(-Self.unseenHoldCents, "USD", digits: 2),
            "the authorization \(id) of 12.50 USD was never sent, the balance after it was")
    }

    /// The same event once more, with the signature of another attempt.
    mutating func sendDuplicate(at time: Timestamp) {
        timeline.repeatDelivery(lastAuthorizationIndex, at: time)
        timeline.expect(
            .answer(.duplicate), subject: timeline.deliveries[lastAuthorizationIndex].summary,
            "an authorization was sent twice, byte for byte, and counts once")
    }

    /// A type that nobody has documented.
    mutating func sendUnknownType(at time: Timestamp) {
        let type = "loyalty.points_awarded"
        timeline.send(
            AgentCardPayload.body(
                type, ["id": "loy_demo_1", "points": .integer(40)], envelope(at: time)),
            at: time, "an event of an unknown type")
        timeline.expect(
            .finding(rule: "unknown-type"), subject: type,
            "an event of a type that is not documented")
    }

    /// A live event, sent to the endpoint that was registered for test mode.
    mutating func sendLiveEvent(at time: Timestamp) {
        var envelope = envelope(at: time)
        envelope.isLive = true
        let card = AgentCardPayload.Card(
            id: "card_live_1", holderID: "ch_live_1", last4: "0000", spendLimitCents: 900_00,
            balanceCents: 900_00)
        timeline.send(
            AgentCardPayload.cardUpdated(card, envelope), at: time, "a live event in a test source")
        timeline.expect(
            .finding(rule: "mode-mismatch"), subject: envelope.id,
            "a live event came to the source of test mode")
    }
}
