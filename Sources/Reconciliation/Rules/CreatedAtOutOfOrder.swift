import Events
import Ledger

extension Rule {
    package static let createdAtOutOfOrder = Rule(
        "created-at-out-of-order", [.info],
        flags: "an event happened before one of its stream that was received earlier",
        .webhook(CreatedAtOutOfOrder.judge))
}

/// `created-at-out-of-order` (info): an event says that it happened before another event of its
/// stream that was received earlier.
///
/// The event's `created_at` is compared with the greatest `created_at` of the webhooks of the same
/// stream received before it, in ticks of the provider's clock: equal ticks are in order. An event
/// whose time lies in the future (see `CreatedAtInFuture`) never becomes the greatest, so that one
/// wrong clock does not put everything after it out of order; neither does one that conflicts or
/// was not understood. One finding per event.
enum CreatedAtOutOfOrder {
    static func judge(_ arrival: Arrival, settings: RuleSettings) -> Finding? {
        let event = arrival.event
        let resolution = settings.clockResolutionMicroseconds
        guard let stream = arrival.interpretation?.stream, let head = arrival.streamHead,
            let createdAt = event.createdAt,
            createdAt.tick(microseconds: resolution) < head.createdAt.tick(microseconds: resolution)
        else { return nil }
        let lag = Wording.duration(
            microseconds: (try? head.createdAt.microseconds(since: createdAt)) ?? .max)
        return Finding(
            key: FindingKey(
                rule: .createdAtOutOfOrder, subject: event.asSubject, discriminator: ""),
            severity: .info,
            summary:
                "\(event.typeText) event \(event.eventID) of \(stream.kind.rawValue) \(stream.id) "
                + "was created at \(Wording.instant(createdAt)), \(lag) before an event that was "
                + "received earlier (position \(head.position)): the provider delivered it late; "
                + "nothing to do unless other findings stay open.",
            evidence: [
                Evidence(position: head.position, role: "earlier event"),
                Evidence(position: event.position, role: "this event"),
            ],
            createdAt: createdAt)
    }

    static func advance(
        _ head: StreamHead?, by arrival: Arrival, settings: RuleSettings
    ) -> StreamHead? {
        let event = arrival.event
        guard event.kind == .webhook, event.repeats == nil, event.decodeError == nil,
            arrival.quarantineReason == nil, arrival.interpretation?.stream != nil,
            let createdAt = event.createdAt,
            !CreatedAtInFuture.isInFuture(event, settings: settings)
        else { return head }
        if let head, createdAt <= head.createdAt { return head }
        return StreamHead(createdAt: createdAt, position: event.position)
    }
}
