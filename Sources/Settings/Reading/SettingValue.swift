package import Events

/// A value of the configuration with its place.
///
/// Each reading reports what it cannot take.
package struct SettingValue {
    package let value: JSONValue
    package let origin: ConfigurationProblem.Origin
    package let path: String
    package let problems: ProblemList

    package func report(_ message: String) {
        problems.append(ConfigurationProblem(origin, place: path, message))
    }

    /// Reports that something else was expected; for the end of a guard.
    package func reportExpected(_ expected: String) {
        let found =
            switch value.kind {
            case .object: "an object"
            case .array: "a list"
            case .string: "text"
            case .number: "a number"
            case .bool: "true or false"
            case .null: "null"
            }
        report("expected \(expected), found \(found)")
    }

    /// A text that is not empty and has no control characters.
    package func text(_ expected: String = "a text") -> String? {
        guard let text = value.string else {
            reportExpected(expected)
            return nil
        }
        return isText(text, expected) ? text : nil
    }

    /// Whether a text, or the key of this value, is one that can be stored and shown.
    package func isText(_ text: String, _ expected: String) -> Bool {
        if text.isEmpty {
            report("is empty; give \(expected)")
            return false
        }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            report("contains control characters; give \(expected)")
            return false
        }
        return true
    }

    package func bool() -> Bool? {
        if value.bool == nil { reportExpected("true or false") }
        return value.bool
    }

    package func integer(in range: ClosedRange<Int64>) -> Int64? {
        guard value.kind == .number else {
            reportExpected("a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        guard let integer = value.integer, range.contains(integer) else {
            report(
                "must be a whole number from \(range.lowerBound) to \(range.upperBound), not "
                    + (value.numberText ?? "").quoted)
            return nil
        }
        return integer
    }

    /// A duration in seconds: a whole number of seconds, or a text such as `30s`, `15m`, `2h`,
    /// `7d`.
    package func seconds(in range: ClosedRange<Int64>) -> Int64? {
        let written = value.numberText ?? value.string
        guard let written else {
            reportExpected(SettingDuration.expected)
            return nil
        }
        let seconds = value.string.map { SettingDuration.seconds($0) } ?? value.integer
        guard let seconds else {
            report("expected \(SettingDuration.expected), not \(written.quoted)")
            return nil
        }
        guard range.contains(seconds) else {
            report(
                "must be from \(SettingDuration.text(range.lowerBound)) to "
                    + "\(SettingDuration.text(range.upperBound)), not \(written.quoted)")
            return nil
        }
        return seconds
    }

    /// One of the words of a closed set.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        choice(among: Choice.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
    }

    package func choice(among words: [String]) -> String? {
        let expected = "one of " + words.joined(separator: ", ")
        guard let word = text(expected) else { return nil }
        guard words.contains(word) else {
            report("\(word.quoted) is unknown; \(NearestName.suggestion(for: word, among: words))")
            return nil
        }
        return word
    }

    /// The elements of a list.
    package func list(_ expected: String, maximumCount: Int = 1_000) -> [SettingValue] {
        guard value.kind == .array else {
            reportExpected(expected)
            return []
        }
        let elements = value.elements.enumerated().map { place, element in
            SettingValue(
                value: element, origin: origin, path: "\(path)[\(place)]", problems: problems)
        }
        guard elements.count <= maximumCount else {
            report("has \(elements.count) entries; at most \(maximumCount) are possible")
            return []
        }
        return elements
    }

    /// A list of texts, none twice.
    package func texts(_ expected: String) -> [String] {
        var texts: [String] = []
        for element in list(expected) {
            guard let text = element.text() else { continue }
            if texts.contains(text) {
                element.report("\(text.quoted) is repeated; give it once")
            } else {
                texts.append(text)
            }
        }
        return texts
    }

    /// An object with the given keys.
    package func object(keys: [String]) -> SettingObject? {
        guard value.kind == .object else {
            reportExpected("an object with the keys " + keys.joined(separator: ", "))
            return nil
        }
        return SettingObject(value, origin, path: path, keys: keys, problems: problems)
    }

    /// An object of whose keys others have been told; nil, without a word, for anything else.
    package func objectWithAnyKeys() -> SettingObject? {
        guard value.kind == .object else { return nil }
        let keys = value.members.map(\.key)
        return SettingObject(value, origin, path: path, keys: keys, problems: problems)
    }

    /// An object whose keys are the user's own names; `about` says what stands for what.
    package func dictionary(_ about: String) -> [(key: String, value: SettingValue)] {
        guard value.kind == .object else {
            reportExpected("an object: \(about)")
            return []
        }
        let keys = value.members.map(\.key)
        return SettingObject(value, origin, path: path, keys: keys, problems: problems).members
    }
}
