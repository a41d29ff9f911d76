import Events
import Ledger

extension StandardWebhooksDialect {
    /// Whop's cards: `card.…` and `card_transaction.…`.
    ///
    /// From Whop's page of webhooks and the types of its published clients: signed as Standard
    /// Webhooks asks, but with the `ws_…` secret as it is shown; `data` is the whole object as it
    /// is now.
    package static let whop = StandardWebhooksDialect(
        name: "whop", about: "Whop's cards, amounts as JSON numbers in US dollars",
        statesAmounts: true,
        booking: DefaultBooking(
            LedgerPolicy(
                clearing: .restate, releasesRestAfterPartialClearing: true, announcesCards: false),
            origin: "each event states the whole transaction as it is now"),
        keys: .literal, time: JSONPath(steps: ["timestamp"]),
        subject: { _, body in body.identifierIfValid(WhopFacts.id) },
        read: { event, reading throws(DecodeError) in try WhopFacts.read(event, &reading) })
}
