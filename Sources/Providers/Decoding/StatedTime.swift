import Events

/// How a format writes the time of an event.
enum TimeNotation {
    /// `2026-01-01T00:00:00.000Z`
    case rfc3339
    /// Whole seconds since 1970, as a JSON number.
    case unixSeconds
}

extension Body {
    /// The time at a path; nil where none or an unreadable one stands.
    static func time(_ located: Located?, _ notation: TimeNotation) -> Timestamp? {
        switch notation {
        case .rfc3339: located?.value.string.flatMap { Timestamp($0) }
        case .unixSeconds: located?.value.integer.flatMap { Timestamp(unixSeconds: $0) }
        }
    }

    /// How the stated time stands; `isExpected` says whether the type should state one.
    static func statedTime(
        _ located: Located?, _ notation: TimeNotation, isExpected: Bool = true
    ) -> Interpretation.StatedTime {
        guard let located else { return isExpected ? .missing : .notExpected }
        guard time(located, notation) == nil else { return .stated }
        let text =
            located.value.string ?? located.value.numberText ?? located.value.kind.phrase
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: text.unicodeScalars.prefix(64))
        return .unreadable(String(shown).withoutNUL)
    }
}
