import Events

extension Threshold {
    package static let createdAtInFuture = Threshold(
        "created-at-in-future", .seconds(120),
        "how far a stated time may lie ahead of the receipt")
}

extension Rule {
    package static let createdAtInFuture = Rule(
        "created-at-in-future", [.warning],
        flags: "a stated time lies later than its receipt",
        thresholds: [.createdAtInFuture],
        .webhook { arrival, settings in
            CreatedAtInFuture.judge(arrival.event, settings: settings)
        })
}

/// `created-at-in-future` (warning): an event states a time that lies later than its receipt by
/// more than the threshold.
///
/// One finding per event.
enum CreatedAtInFuture {
    static func isInFuture(_ event: LoggedEvent, settings: RuleSettings) -> Bool {
        guard let createdAt = event.createdAt else { return false }
        let seconds = settings.thresholds[.createdAtInFuture]
        return createdAt > event.receivedAt.adding(seconds: seconds)
    }

    static func judge(_ event: LoggedEvent, settings: RuleSettings) -> Finding? {
        guard let createdAt = event.createdAt, isInFuture(event, settings: settings) else {
            return nil
        }
        let lead = Wording.duration(
            microseconds: (try? createdAt.microseconds(since: event.receivedAt)) ?? .max)
        return Finding(
            key: FindingKey(rule: .createdAtInFuture, subject: event.asSubject, discriminator: ""),
            severity: .warning,
            summary:
                "\(event.typeText) event \(event.eventID) says that it was created at "
                + "\(Wording.instant(createdAt)), \(lead) after we received it at "
                + "\(Wording.instant(event.receivedAt)): compare the provider's clock and ours.",
            evidence: [Evidence(position: event.position, role: "this event")],
            createdAt: createdAt)
    }
}
