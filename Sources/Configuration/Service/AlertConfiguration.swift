package import Reconciliation
package import Runtime
import Settings

/// Where findings are told: `{"name": "ops", "url": "env:ALERT_URL", "severity": "error"}`.
package struct AlertConfiguration: Hashable, Sendable {
    package let name: String
    /// A reference, since such addresses carry their own credentials.
    package let url: SecretReference
    /// The least severity that is told.
    package let severity: Severity
    /// Names of the sources whose findings are told; nil for all.
    package let sources: [String]?

    init?(_ setting: SettingValue) {
        let keys = ["name", "url", "severity", "sources"]
        guard let object = setting.object(keys: keys) else { return nil }
        let name = object.required("name", "a name such as operations")?.sourceName()
        let url = object.required("url", "a reference, env:NAME or file:PATH")?.reference()
        let severity = object["severity"]?.choice(Severity.self) ?? .error
        let sources = object["sources"]?.texts("a list of source names")
        guard let name, let url else { return nil }
        self.name = name
        self.url = url
        self.severity = severity
        self.sources = sources
    }
}

/// Where seals are made.
///
/// `{"keyFile": "/etc/trueup/seal.pem", "directory": "/var/lib/trueup/seals"}`
package struct SealConfiguration: Hashable, Sendable {
    package let keyFile: String
    package let directory: String

    init?(_ setting: SettingValue) {
        guard let object = setting.object(keys: ["keyFile", "directory"]) else { return nil }
        let keyFile = object.required("keyFile", "the path of the key file")?.text()
        let directory = object.required("directory", "the path of a directory")?.text()
        guard let keyFile, let directory else { return nil }
        self.keyFile = keyFile
        self.directory = directory
    }
}
