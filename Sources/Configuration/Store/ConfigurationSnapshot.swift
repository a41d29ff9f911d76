package import Providers
import Runtime
import Settings

/// A configuration with its secrets, as one piece: what was read together counts together.
package struct ConfigurationSnapshot: Sendable {
    package let configuration: ServiceConfiguration
    /// By the source's name.
    package let credentials: [String: Credentials]
    /// 1 for the first, one more for each accepted reload.
    package let revision: Int

    /// Reads the secrets of all sources; reports all that cannot be had.
    init(
        resolving configuration: ServiceConfiguration, revision: Int
    ) throws(ConfigurationError) {
        let problems = ProblemList()
        var credentials: [String: Credentials] = [:]
        for (place, source) in configuration.sources.enumerated() {
            do throws(SecretReferenceError) {
                credentials[source.name] = try source.credentials.resolve()
            } catch {
                problems.append(
                    ConfigurationProblem(
                        .file(configuration.file ?? "configuration"),
                        place: "sources[\(place)] (\(source.name))", "\(error)"))
            }
        }
        try problems.throwIfAny()
        self.configuration = configuration
        self.credentials = credentials
        self.revision = revision
    }
}
