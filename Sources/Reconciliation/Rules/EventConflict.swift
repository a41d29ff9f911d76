import Events

extension Rule {
    package static let eventConflict = Rule(
        "event-conflict", [.error], flags: "the same stated id came with other content",
        countsEvents: true,
        .arrival(ArrivalJudge(isFinal: true) { arrival, _ in EventConflict.judge(arrival.event) }))
}

/// `event-conflict` (error): an event repeats the id of an earlier one with other content.
///
/// The later content is kept in the log and never booked. One finding per id, which counts the
/// other contents that came.
enum EventConflict {
    static func judge(_ event: LoggedEvent) -> Finding? {
        guard let first = event.repeats else { return nil }
        return Finding(
            key: FindingKey(rule: .eventConflict, subject: event.asSubject, discriminator: ""),
            severity: .error,
            summary:
                "Event \(event.eventID) came again with other content than at position \(first): "
                + "the first content is booked, the later is kept unbooked; ask the provider "
                + "which of them is right.",
            evidence: [
                Evidence(position: first, role: "earlier event"),
                Evidence(position: event.position, role: "this event"),
            ],
            createdAt: event.createdAt)
    }
}
