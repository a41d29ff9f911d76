import Demonstration
import Events
import Programs

/// Wallets on Uphold's classic API: thin notifications without amounts, for transfers, withdrawals
/// and what fails of them.
struct UpholdWallets {
    var timeline: DemoTimeline
    let slots: DemoSlots
    private let userID: String
    private let cardIDs: [String]

    init(before now: Timestamp, random: SeededRandom) {
        var random = random
        userID = random.uuid()
        cardIDs = (0..<3).map { _ in random.uuid() }
        timeline = DemoTimeline(.uphold, random: random)
        slots = DemoSlots(before: now, count: 48)
    }

    mutating func run() {
        for slot in 0..<slots.count {
            let time = slots.time(slot, &timeline.random)
            switch slot {
            case 14: sendForged(at: time)
            case 24: sendWithoutTransactionID(at: time)
            case 34: sendUnresolvedReference(at: time)
            default: move(at: time)
            }
        }
    }

    /// A withdrawal, or a transfer between two own cards, which changes both.
    private mutating func move(at time: Timestamp) {
        let transactionID = timeline.random.uuid()
        let first = Int(timeline.random.integer(0...2))
        let isTransfer = timeline.random.integer(0...1) == 0
        let cards = isTransfer ? [cardIDs[first], cardIDs[(first + 1) % 3]] : [cardIDs[first]]
        let chance = timeline.random.integer(0...99)
        let outcome = chance < 84 ? "completed" : chance < 93 ? "failed" : "cancelled"
        var next = time
        sendStatus("processing", of: transactionID, at: next)
        for card in cards {
            next = next.after(milliseconds: timeline.random.integer(120...900))
            sendCard(card, changedBy: transactionID, at: next)
        }
        next = next.after(milliseconds: timeline.random.integer(1_500...6_000))
        sendStatus(outcome, of: transactionID, at: next)
        // What failed goes back to the cards that it came from.
        let changed = outcome == "completed" ? cards.suffix(1) : cards.prefix(1)
        for card in changed {
            next = next.after(milliseconds: timeline.random.integer(120...900))
            sendCard(card, changedBy: transactionID, at: next)
        }
    }

    private mutating func sendStatus(_ status: String, of transactionID: String, at time: Timestamp)
    {
        timeline.send(
            UpholdPayload.transactionStatusUpdated(
                transactionID: transactionID, status: status, envelope(at: time)),
            at: time, "transaction is \(status)")
    }

    private mutating func sendCard(
        _ cardID: String, changedBy transactionID: String?, at time: Timestamp
    ) {
        timeline.send(
            UpholdPayload.cardUpdated(
                cardID: cardID, transactionID: transactionID, envelope(at: time)),
            at: time, "card changed")
    }

    private mutating func envelope(at time: Timestamp) -> UpholdPayload.Envelope {
        UpholdPayload.Envelope(id: timeline.random.uuid(), userID: userID, createdAt: time)
    }
}

extension UpholdWallets {
    /// Signed with a secret that is not the source's.
    private mutating func sendForged(at time: Timestamp) {
        let body = UpholdPayload.transactionStatusUpdated(
            transactionID: timeline.random.uuid(), status: "completed", envelope(at: time))
        timeline.send(
            bytes: body.bytes, at: time, "a forged status", answer: .refused)
        timeline.expect(
            .answer(.refused), subject: "", "a delivery was signed with a wrong secret")
    }

    private mutating func sendWithoutTransactionID(at time: Timestamp) {
        sendCard(cardIDs[0], changedBy: nil, at: time)
        timeline.expect(
            .finding(rule: "transaction-id-missing"), subject: cardIDs[0],
            "a card changed, and the notification names no transaction")
    }

    /// Known only by this reference; the rule waits before it says so.
    private mutating func sendUnresolvedReference(at time: Timestamp) {
        let transactionID = timeline.random.uuid()
        sendCard(cardIDs[1], changedBy: transactionID, at: time)
        timeline.expect(
            .laterFinding(rule: "transaction-unresolved", afterSeconds: 900),
            subject: transactionID,
            "a card changed because of a transaction of which nothing else is ever sent")
    }
}
