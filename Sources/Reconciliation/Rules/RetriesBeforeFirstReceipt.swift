import Events

extension Rule {
    package static let retriesBeforeFirstReceipt = Rule(
        "retries-before-first-receipt", [.info],
        flags: "an event's first receipt was a retry: earlier attempts never arrived",
        .webhook { arrival, _ in RetriesBeforeFirstReceipt.judge(arrival.event) })
}

/// `retries-before-first-receipt` (info): the first receipt of an event carries a retry counter
/// above zero, so that earlier attempts did not reach us.
///
/// Providers without a counter in the event never raise it. One finding per event.
enum RetriesBeforeFirstReceipt {
    static func judge(_ event: LoggedEvent) -> Finding? {
        guard let retries = event.attempt, retries > 0 else { return nil }
        let attempts = retries == 1 ? "an earlier attempt" : "\(retries) earlier attempts"
        return Finding(
            key: FindingKey(
                rule: .retriesBeforeFirstReceipt, subject: event.asSubject, discriminator: ""),
            severity: .info,
            summary:
                "\(event.typeText) event \(event.eventID) was first received at "
                + "\(Wording.instant(event.receivedAt)) after \(attempts) that never arrived "
                + "here: look for an outage of the intake, its proxy or its network before then.",
            evidence: [Evidence(position: event.position, role: "this event")],
            createdAt: event.createdAt)
    }
}
