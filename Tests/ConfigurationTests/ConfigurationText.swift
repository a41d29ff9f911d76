import Configuration
import Settings

/// The configuration that `text` and what goes over it give.
func configuration(
    _ text: String, flags: [SettingOverride: String] = [:], environment: [String: String] = [:]
) throws(ConfigurationError) -> ServiceConfiguration {
    try ServiceConfiguration(
        parsing: Array(text.utf8), file: "trueup.json", flags: flags, environment: environment)
}

/// The lines of what is wrong with `text`; empty when nothing is.
func problems(
    _ text: String, flags: [SettingOverride: String] = [:], environment: [String: String] = [:]
) -> [String] {
    do throws(ConfigurationError) {
        _ = try configuration(text, flags: flags, environment: environment)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

/// A configuration with one source, `members` in the place of its own settings.
func source(
    _ provider: String, secrets: String? = #""secrets": ["env:HOME"]"#,
    _ members: String...
) -> String {
    let common = [
        #""name": "cards""#, #""provider": "\#(provider)""#, #""environment": "live""#,
    ]
    let all = common + [secrets].compactMap(\.self) + members
    return #"{"sources": [{\#(all.joined(separator: ", "))}]}"#
}
