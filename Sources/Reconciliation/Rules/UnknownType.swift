import Events

extension Rule {
    package static let unknownType = Rule(
        "unknown-type", [.info], flags: "an event's type is not understood by this version",
        countsEvents: true,
        .arrival(
            ArrivalJudge(kinds: Set(EventKind.allCases)) { arrival, _ in UnknownType.judge(arrival)
            }
        ))
}

/// `unknown-type` (info): an event of a type that this version does not understand was kept and
/// yields no facts.
///
/// One finding per type, which counts its events.
enum UnknownType {
    static func judge(_ arrival: Arrival) -> Finding? {
        guard let interpretation = arrival.interpretation, !interpretation.isKnownType
        else { return nil }
        let event = arrival.event
        return Finding(
            key: FindingKey(
                rule: .unknownType, subject: Subject(kind: .type, id: event.typeText),
                discriminator: ""),
            severity: .info,
            summary:
                "Events of type \(event.typeText) are not understood by this version: they are "
                + "kept and not booked; check whether they move money.",
            evidence: [Evidence(position: event.position, role: "this event")])
    }
}
