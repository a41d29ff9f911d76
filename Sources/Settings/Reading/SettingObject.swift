package import Events

/// An object of the configuration with the keys that it may have.
package struct SettingObject {
    package let origin: ConfigurationProblem.Origin
    /// Empty for the file's own object.
    package let path: String
    package let problems: ProblemList
    private let value: JSONValue

    /// Reports keys that are not among `keys`.
    package init(
        _ value: JSONValue, _ origin: ConfigurationProblem.Origin, path: String, keys: [String],
        problems: ProblemList
    ) {
        self.origin = origin
        self.path = path
        self.problems = problems
        self.value = value
        for member in value.members where !keys.contains(member.key) {
            let suggestion = NearestName.suggestion(for: member.key, among: keys)
            problems.append(
                ConfigurationProblem(
                    origin, place: place(of: member.key), "unknown key; \(suggestion)"))
        }
    }

    /// The value of a key; nil where it is absent.
    package subscript(key: String) -> SettingValue? {
        value[key].map {
            SettingValue(value: $0, origin: origin, path: place(of: key), problems: problems)
        }
    }

    /// The value of a key that must be there.
    package func required(_ key: String, _ expected: String) -> SettingValue? {
        guard let value = self[key] else {
            problems.append(
                ConfigurationProblem(
                    origin, place: path.isEmpty ? nil : path, "\(key) is missing; give \(expected)")
            )
            return nil
        }
        return value
    }

    /// All members in the file's order, for objects whose keys are names of the user's own.
    package var members: [(key: String, value: SettingValue)] {
        value.members.map { member in
            let value = SettingValue(
                value: member.value, origin: origin, path: place(of: member.key),
                problems: problems)
            return (member.key, value)
        }
    }

    /// Reports something that concerns more than one key.
    package func report(_ message: String) {
        problems.append(
            ConfigurationProblem(origin, place: path.isEmpty ? nil : path, message))
    }

    private func place(of key: String) -> String {
        let isPlain =
            !key.isEmpty && key.utf8.count <= 64
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        guard isPlain else { return "\(path)[\(key.quoted)]" }
        return path.isEmpty ? key : "\(path).\(key)"
    }
}
