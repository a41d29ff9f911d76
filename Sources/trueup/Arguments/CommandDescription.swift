/// An option of a command: `--limit N`, or a switch without a value.
struct OptionDescription: Sendable {
    /// With its dashes.
    let name: String
    /// The placeholder of the value; nil for a switch.
    let value: String?
    let summary: String

    static func flag(_ name: String, _ summary: String) -> OptionDescription {
        OptionDescription(name: name, value: nil, summary: summary)
    }

    static func value(
        _ name: String, _ placeholder: String, _ summary: String
    ) -> OptionDescription {
        OptionDescription(name: name, value: placeholder, summary: summary)
    }
}

/// An argument by its place.
struct PositionalDescription: Sendable {
    let name: String
    let summary: String
    let isRequired: Bool
}

/// What a command is called, takes and does: the source of its help and of its parsing.
struct CommandDescription: Sendable {
    let name: String
    let summary: String
    var discussion = ""
    var positionals: [PositionalDescription] = []
    var options: [OptionDescription] = []
    /// It works on the service's database.
    var needsDatabase = true
    /// Everything after `--` is passed on as it is.
    var passesRest = false
    var examples: [String] = []

    /// The command's own options, then those that it shares with others.
    var allOptions: [OptionDescription] {
        options + (needsDatabase ? Self.databaseOptions : []) + Self.commonOptions
    }

    static let databaseOptions: [OptionDescription] = [
        .value("--database", "URI", "PostgreSQL to use, as a libpq URI or conninfo string"),
        .flag("--embedded", "use the private PostgreSQL of this user (the default)"),
        .value("--data", "DIR", "directory of the private PostgreSQL"),
    ]

    static let commonOptions: [OptionDescription] = [
        .value("--config", "FILE", "configuration file (default: trueup.json where it exists)"),
        .flag("--json", "one JSON object a line, for machines"),
        .flag("--help", "this text"),
    ]
}
