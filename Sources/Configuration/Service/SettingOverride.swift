import Settings

/// A setting that a flag or an environment variable can put in the place of the file's.
package enum SettingOverride: String, Hashable, Sendable, CaseIterable {
    case listen, adminListen, database, log, logFormat, tlsCertificate, tlsKey, behindProxy

    /// The command line flag, with its dashes.
    package var flag: String {
        switch self {
        case .listen: "--listen"
        case .adminListen: "--admin-listen"
        case .database: "--database"
        case .log: "--log"
        case .logFormat: "--log-format"
        case .tlsCertificate: "--tls-certificate"
        case .tlsKey: "--tls-key"
        case .behindProxy: "--behind-proxy"
        }
    }

    /// The environment variable; nil where there is none.
    package var variable: String? {
        switch self {
        case .listen: "TRUEUP_LISTEN"
        case .adminListen: "TRUEUP_ADMIN_LISTEN"
        case .database: "TRUEUP_DATABASE"
        case .log: "TRUEUP_LOG"
        case .logFormat: "TRUEUP_LOG_FORMAT"
        case .tlsCertificate, .tlsKey, .behindProxy: nil
        }
    }
}

/// A text with the place that it was given in.
struct GivenText {
    let text: String
    let origin: ConfigurationProblem.Origin
    /// The place within a file.
    let place: String?
    let problems: ProblemList

    func report(_ message: String) {
        problems.append(ConfigurationProblem(origin, place: place, message))
    }

    /// The text as `convert` reads it; reports what was expected where it cannot.
    func read<Value>(_ expected: String, _ convert: (String) -> Value?) -> Value? {
        let value = convert(text)
        if value == nil { report("expected \(expected), not \(text.quoted)") }
        return value
    }
}

/// The one text that counts for each setting: flags over environment over file.
struct LayeredTexts {
    let flags: [SettingOverride: String]
    let environment: [String: String]
    let file: SettingObject?
    let problems: ProblemList

    subscript(setting: SettingOverride) -> GivenText? {
        if let text = flags[setting] {
            return GivenText(
                text: text, origin: .flag(setting.flag), place: nil, problems: problems)
        }
        // An empty variable is how a shell or a unit file unsets one.
        if let variable = setting.variable, let text = environment[variable], !text.isEmpty {
            return GivenText(
                text: text, origin: .environment(variable), place: nil, problems: problems)
        }
        guard let value = file?[setting.rawValue], let text = value.text() else { return nil }
        return GivenText(text: text, origin: value.origin, place: value.path, problems: problems)
    }
}
