package import Events

extension Rule {
    package static let modeMismatch = Rule(
        "mode-mismatch", [.error],
        flags: "a test event came to a live source, or the reverse",
        .webhook(ModeMismatch.judge))
}

/// `mode-mismatch` (error): a test event came to a live source, or a live event to a test source.
///
/// Such an event yields no facts: see `EventReading`. Events without a
/// test flag are never mismatched. One finding per event.
package enum ModeMismatch {
    /// The event's own test flag contradicts the source's environment: it must not be booked.
    package static func isMismatch(
        _ interpretation: Interpretation, settings: RuleSettings
    ) -> Bool {
        guard let isLive = interpretation.isLive else { return false }
        return isLive != settings.isLive
    }

    static func judge(_ arrival: Arrival, settings: RuleSettings) -> Finding? {
        guard let interpretation = arrival.interpretation,
            isMismatch(interpretation, settings: settings)
        else { return nil }
        let event = arrival.event
        let (mode, other) = settings.isLive ? ("test", "live") : ("live", "test")
        return Finding(
            key: FindingKey(rule: .modeMismatch, subject: event.asSubject, discriminator: ""),
            severity: .error,
            summary:
                "\(event.typeText) event \(event.eventID) is a \(mode) event in a \(other) source: "
                + "it is kept and not booked; point the provider's \(mode) mode at a source of "
                + "its own.",
            evidence: [Evidence(position: event.position, role: "this event")],
            createdAt: event.createdAt)
    }
}
