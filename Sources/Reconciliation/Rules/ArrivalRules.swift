import Events

/// The rules that judge arrival itself, from webhooks alone: what a provider's delivery of one
/// event says about its delivery of all.
package enum ArrivalRules {
    /// What the arrival of this event shows, in the order of the rules' table.
    ///
    /// A conflict is judged as a conflict and nothing else, and an event that was not understood as
    /// not understood: what else such an event says is not to be relied on. Of a decision, a read
    /// or a statement only that it was not understood is told: nobody delivered it.
    package static func judge(_ arrival: Arrival, settings: RuleSettings) -> [Finding] {
        guard arrival.event.kind == .webhook else {
            return misunderstanding(arrival, settings: settings)
        }
        if let conflict = EventConflict.judge(arrival.event) { return [conflict] }
        if let undecodable = Undecodable.judge(arrival, settings: settings) { return [undecodable] }
        guard let interpretation = arrival.interpretation else { return [] }
        let event = arrival.event
        // Asked at every event, and mostly nothing is found: no list of answers is made.
        var findings: [Finding] = []
        func take(_ finding: Finding?) {
            if let finding { findings.append(finding) }
        }
        take(CreatedAtOutOfOrder.judge(arrival, settings: settings))
        take(CreatedAtMissing.judge(event, interpretation))
        take(CreatedAtInFuture.judge(event, settings: settings))
        take(TransactionIDMissing.judge(event, interpretation))
        take(ModeMismatch.judge(event, interpretation, settings: settings))
        take(UnknownType.judge(event, interpretation))
        return findings
    }

    private static func misunderstanding(
        _ arrival: Arrival, settings: RuleSettings
    ) -> [Finding] {
        // One that repeats a key is told to whoever wrote it.
        guard arrival.event.repeats == nil else { return [] }
        if let undecodable = Undecodable.judge(arrival, settings: settings) { return [undecodable] }
        return [arrival.interpretation.flatMap { UnknownType.judge(arrival.event, $0) }]
            .compactMap { $0 }
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
