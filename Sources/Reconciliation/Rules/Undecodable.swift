import Events

extension Rule {
    package static let undecodable = Rule(
        "undecodable", [.error], flags: "a verified event was kept and not understood",
        countsEvents: true,
        .arrival(
            ArrivalJudge(kinds: Set(EventKind.allCases), isFinal: true, judge: Undecodable.judge)))
}

/// `undecodable` (error): a verified event was kept but not understood: its envelope or its facts
/// could not be read, or the books refused it.
///
/// One finding per reason, which counts its events. Numbers that stand alone in a reason (byte
/// offsets, counts, amounts) do not make it another reason.
enum Undecodable {
    static func judge(_ arrival: Arrival, settings: RuleSettings) -> Finding? {
        let event = arrival.event
        // A decision, a read or a statement that repeats a key is told to whoever wrote it.
        guard event.repeats == nil, let reason = event.decodeError ?? arrival.quarantineReason
        else { return nil }
        let isWebhook = event.kind == .webhook
        let stable = (isWebhook ? "" : "\(event.kind.rawValue): ") + stableReason(reason)
        return Finding(
            key: FindingKey(
                rule: .undecodable, subject: Subject(kind: .source, id: settings.sourceName),
                discriminator: stable),
            severity: .error,
            summary:
                "\(isWebhook ? "Verified events" : "Events") are kept but not booked (\(stable)): "
                + "see them with `trueup quarantine list`, and \(advice(event.kind)).",
            evidence: [Evidence(position: event.position, role: "this event")])
    }

    private static func advice(_ kind: EventKind) -> String {
        switch kind {
        case .decision: "decide again with `trueup decide`"
        case .webhook, .fetch, .statement: "ask the provider or correct the field map"
        }
    }

    /// The reason with every number that stands alone as `#`, at most 200 characters.
    static func stableReason(_ reason: String) -> String {
        var stable = ""
        var isInWord = false
        var isInNumber = false
        for character in reason.prefix(200) {
            let isDigit = character.isASCII && character.isNumber
            if isDigit && !isInWord {
                if !isInNumber { stable.append("#") }
                isInNumber = true
                continue
            }
            isInNumber = false
            isInWord = character.isLetter || character == "_" || (isDigit && isInWord)
            stable.append(character)
        }
        return stable
    }
}
