import Cryptography
import Events
import Ledger
import Providers
import Reconciliation
import Settings

/// Stored settings that this version cannot read.
package struct StoredSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line: what is wrong with them, and what to do.
    package let description: String
}

extension FoldSettings {
    private static let commonKeys = ["provider", "environment", "resolvesTransactions"]
    private static let lastKeys = ["policies", "thresholds"]

    /// The one form of the settings: an object with the keys of a source's configuration, in a
    /// fixed order, and nothing left to defaults, so that a default that changes with a version
    /// changes no books.
    ///
    /// A generation stores it, and equal settings give equal texts, however the configuration
    /// writes them.
    package var json: String {
        JSONWriter.object { object in
            object.string("provider", provider.provider.name)
            object.string("environment", (rules.isLive ? Environment.live : .test).rawValue)
            object.bool("resolvesTransactions", rules.resolvesTransactions)
            provider.writeBooks(.source, to: &object)
            object.object("policies") { policies in
                LedgerPolicy.settings.write(ledger, to: &policies)
                provider.writeBooks(.policies, to: &policies)
            }
            object.object("thresholds") { rules.thresholds.write(to: &$0) }
        }
    }

    /// Names the settings: the SHA-256 of `json`.
    package var digest: [UInt8] { SHA256.digest(of: Array(json.utf8)) }

    /// Reads what `json` wrote; `sourceName` goes to the rules.
    package init(stored json: String, sourceName: String) throws(StoredSettingsError) {
        let origin = ConfigurationProblem.Origin.file("stored settings of \(sourceName)")
        let problems = ProblemList()
        let settings = Self.read(json, origin, sourceName, problems)
        guard let settings, problems.problems.isEmpty else {
            let first = problems.problems.first?.description ?? "\(origin): not readable"
            throw StoredSettingsError(
                description: "\(first); another version wrote them: run that version, or "
                    + "`trueup reproject --source \(sourceName)`")
        }
        self = settings
    }

    private static func read(
        _ json: String, _ origin: ConfigurationProblem.Origin, _ sourceName: String,
        _ problems: ProblemList
    ) -> FoldSettings? {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: Array(json.utf8))
        } catch {
            problems.append(ConfigurationProblem(origin, error.description))
            return nil
        }
        // Which keys there are depends on the provider.
        let any = SettingObject(
            document.root, origin, path: "", keys: document.root.members.map(\.key),
            problems: problems)
        guard let provider = any.provider() else { return nil }
        let keys = commonKeys + provider.settingKeys(in: .source, changing: .books) + lastKeys
        let object = SettingObject(document.root, origin, path: "", keys: keys, problems: problems)
        guard
            let environment = object.required("environment", "live or test")?
                .choice(Environment.self),
            let resolves = object.required("resolvesTransactions", "true or false")?.bool()
        else { return nil }
        let settings = ProviderSettings(provider: provider, reading: object)
        let ledger = object.ledgerPolicy(settings)
        return FoldSettings(
            provider: settings, ledger: ledger,
            rules: RuleSettings(
                sourceName: sourceName,
                thresholds: object.thresholds(provider: provider),
                isLive: environment == .live, resolvesTransactions: resolves,
                announcesCards: ledger.announcesCards,
                clockResolutionMicroseconds: ledger.clockResolutionMicroseconds))
    }

    private typealias Environment = SourceConfiguration.Environment
}
