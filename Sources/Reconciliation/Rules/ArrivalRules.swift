import Events

/// The rules that judge arrival itself: what a provider's delivery of one event says about its
/// delivery of all.
package enum ArrivalRules {
    /// What the arrival of this event shows, in the order of the rules' list.
    package static func judge(_ arrival: Arrival, settings: RuleSettings) -> [Finding] {
        // Asked at every event, and mostly nothing is found: no list of answers is made.
        var findings: [Finding] = []
        for judge in Rule.judgesOfArrival where judge.kinds.contains(arrival.event.kind) {
            guard let finding = judge.judge(arrival, settings) else { continue }
            findings.append(finding)
            if judge.isFinal { break }
        }
        return findings
    }

    /// What the findings that count this event are about, as far as its reading shows.
    static func countedSubjects(of reading: EventReading, settings: RuleSettings) -> [Subject] {
        let arrival = reading.arrival(withheld: reading.withheldReason, after: nil)
        return judge(arrival, settings: settings).map(\.key).filter(\.rule.countsEvents)
            .map(\.subject)
    }

    /// The head of the event's stream after it: see `CreatedAtOutOfOrder`.
    package static func advance(
        _ head: StreamHead?, by arrival: Arrival, settings: RuleSettings
    ) -> StreamHead? {
        CreatedAtOutOfOrder.advance(head, by: arrival, settings: settings)
    }
}

extension LoggedEvent {
    /// The subject of findings about this event itself.
    var asSubject: Subject { Subject(kind: .event, id: eventID) }

    /// The event's type as a sentence names it.
    var typeText: String { type ?? "unknown" }
}
