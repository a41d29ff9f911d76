import Events

extension Rule {
    package static let createdAtMissing = Rule(
        "created-at-missing", [.info],
        flags: "a type that should state a time states none, or an unreadable one",
        countsEvents: true, .webhook { arrival, _ in CreatedAtMissing.judge(arrival) })
}

/// `created-at-missing` (info): an event of a type that should state a time states none, or one
/// that cannot be read.
///
/// One finding per type, which counts its events; the evidence says of each whether the time was
/// missing or unreadable.
enum CreatedAtMissing {
    static func judge(_ arrival: Arrival) -> Finding? {
        guard let interpretation = arrival.interpretation else { return nil }
        let event = arrival.event
        let role: String
        switch interpretation.statedTime {
        case .stated, .notExpected: return nil
        case .missing: role = "states no time"
        case .unreadable(let text): role = "unreadable time \"\(text)\""
        }
        return Finding(
            key: FindingKey(
                rule: .createdAtMissing, subject: Subject(kind: .type, id: event.typeText),
                discriminator: ""),
            severity: .info,
            summary:
                "Events of type \(event.typeText) should state when they happened and do not, or "
                + "not readably: they are ordered by our receipt; ask the provider why.",
            evidence: [Evidence(position: event.position, role: role)])
    }
}
