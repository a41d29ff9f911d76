/// One thing that is wrong with the configuration: where, what, and what to do about it.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// What a setting was read from.
    package enum Origin: Hashable, Sendable {
        /// A command line flag with its dashes: wrong usage rather than a wrong configuration.
        case flag(String)
        case environment(String)
        case file(String)
    }

    package let origin: Origin
    /// The place within a file: `sources[1].secrets[0]`, or a line and column; nil for all of it.
    package let place: String?
    package let message: String

    package init(_ origin: Origin, place: String? = nil, _ message: String) {
        self.origin = origin
        self.place = place
        self.message = message
    }

    /// One line: `trueup.json: sources[1].secretz: unknown key; did you mean secrets?`.
    package var description: String {
        let name =
            switch origin {
            case .flag(let name), .environment(let name), .file(let name): name
            }
        return ([name] + [place].compactMap(\.self) + [message]).joined(separator: ": ")
    }
}

/// Everything that is wrong with a configuration, found in one go.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order of reading; never empty.
    package let problems: [ConfigurationProblem]

    package init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    /// One line a problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Collects problems while a configuration is read, so that all are told at once.
package final class ProblemList {
    package private(set) var problems: [ConfigurationProblem] = []

    package init() {}

    package func append(_ problem: ConfigurationProblem) {
        problems.append(problem)
    }

    package func throwIfAny() throws(ConfigurationError) {
        if !problems.isEmpty { throw ConfigurationError(problems) }
    }
}

extension String {
    /// The text as a message may show it: in quotes, on one line, at most 64 characters.
    package var quoted: String {
        var shown = "\""
        for scalar in unicodeScalars.prefix(64) {
            let isControl = scalar.properties.generalCategory == .control
            shown.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return shown + (unicodeScalars.count > 64 ? "…\"" : "\"")
    }
}
