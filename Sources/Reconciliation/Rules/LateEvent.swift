import Events

extension Threshold {
    package static let lateEvent = Threshold(
        "late-event", .deliveryRetries, "how long after its stated time an event may be received")
}

extension Rule {
    package static let lateEvent = Rule(
        "late-event", [.info], flags: "an event was received long after its stated time",
        thresholds: [.lateEvent],
        .webhook { arrival, settings in LateEvent.judge(arrival.event, settings: settings) })
}

/// `late-event` (info): an event's first receipt lies later than its stated time by more than the
/// threshold, within which the provider's retries should have brought it.
///
/// One finding per event.
enum LateEvent {
    static func judge(_ event: LoggedEvent, settings: RuleSettings) -> Finding? {
        let seconds = settings.thresholds[.lateEvent]
        guard let createdAt = event.createdAt,
            event.receivedAt > createdAt.adding(seconds: seconds)
        else { return nil }
        let lag = Wording.duration(
            microseconds: (try? event.receivedAt.microseconds(since: createdAt)) ?? .max)
        return Finding(
            key: FindingKey(rule: .lateEvent, subject: event.asSubject, discriminator: ""),
            severity: .info,
            summary:
                "\(event.typeText) event \(event.eventID) was created at "
                + "\(Wording.instant(createdAt)) and received \(lag) later: the provider sent it "
                + "late, or again after we had not taken it; nothing to do unless other findings "
                + "stay open.",
            evidence: [Evidence(position: event.position, role: "this event")],
            createdAt: createdAt)
    }
}
