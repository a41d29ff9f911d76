import Events
package import Ledger
package import Providers
package import Reconciliation

/// Everything that the projection of a source depends on besides log and code.
///
/// A generation keeps the settings that it began with, so that a changed configuration never mixes
/// two ways of folding in one set of books.
package struct FoldSettings: Hashable, Sendable {
    package let provider: ProviderSettings
    package let ledger: LedgerPolicy
    package let rules: RuleSettings
    /// The settings as a generation stores them: an object with the keys of a source's
    /// configuration that matter here, and `resolvesTransactions`.
    package let json: String
    /// Equal settings give equal texts, whatever the configuration file looked like; what a
    /// generation's digest is taken of.
    package let canonicalText: String
}

/// Stored settings that this version cannot read.
package struct StoredSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

extension SourceConfiguration {
    package var foldSettings: FoldSettings {
        FoldSettings(
            provider: providerSettings, ledger: ledgerPolicy, rules: ruleSettings,
            json: foldSettingsJSON, canonicalText: foldSettingsText)
    }
}

extension FoldSettings {
    /// The keys of a source's configuration that decide what a fold gives.
    static let keys = [
        "provider", "environment", "fieldMap", "notificationIdHeader", "eventMappings", "dialect",
        "policies", "thresholds",
    ]

    /// Copies the keys that matter from a source's configuration.
    static func json(of source: SettingObject, resolvesTransactions: Bool) -> String {
        JSONWriter.object { object in
            for member in source.members where keys.contains(member.key) {
                object.value(member.key, member.value.value)
            }
            object.bool("resolvesTransactions", resolvesTransactions)
        }
    }

    /// Reads what a generation stored, by the same rules as a configuration.
    package init(stored json: String, sourceName: String) throws(StoredSettingsError) {
        let problems = ProblemList()
        let origin = ConfigurationProblem.Origin.file("stored settings of \(sourceName)")
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(parsing: Array(json.utf8)).root
        } catch {
            throw StoredSettingsError(description: "\(error)")
        }
        let object = SettingObject(
            root, origin, path: "", keys: Self.keys + ["resolvesTransactions"], problems: problems)
        let environment = object.required("environment", "live or test")?
            .choice(SourceConfiguration.Environment.self)
        guard let provider = object.required("provider", "a provider")?.choice(Provider.self),
            let environment,
            let resolves = object.required("resolvesTransactions", "true or false")?.bool()
        else { throw StoredSettingsError(description: Self.text(problems)) }
        let settings = ProviderSettings(object, provider: provider)
        let policy = object.ledgerPolicy(provider: provider)
        let thresholds = object.thresholds(provider: provider).thresholds
        guard problems.problems.isEmpty else {
            throw StoredSettingsError(description: Self.text(problems))
        }
        let rules = RuleSettings(
            sourceName: sourceName, thresholds: thresholds, isLive: environment == .live,
            resolvesTransactions: resolves, announcesCards: policy.announcesCards,
            clockResolutionMicroseconds: policy.clockResolutionMicroseconds)
        self.init(
            provider: settings, ledger: policy, rules: rules, json: json,
            canonicalText: Self.text(environment, settings, policy, rules))
    }

    private static func text(_ problems: ProblemList) -> String {
        problems.problems.map(\.description).joined(separator: "; ")
    }

    /// One text for equal settings; credentials, addresses, windows of the intake and what the
    /// views mask are no part of it.
    static func text(
        _ environment: SourceConfiguration.Environment, _ provider: ProviderSettings,
        _ policy: LedgerPolicy, _ rules: RuleSettings
    ) -> String {
        """
        trueup fold settings 1
        environment \(environment.rawValue)
        clearing \(policy.clearing.rawValue)
        release \(policy.releasesRestAfterPartialClearing)
        clock-resolution-microseconds \(policy.clockResolutionMicroseconds)
        announces-cards \(policy.announcesCards)
        resolves-transactions \(rules.resolvesTransactions)
        created-at-in-future \(rules.thresholds.createdAtInFutureSeconds)
        transaction-unresolved \(rules.thresholds.transactionUnresolvedSeconds)
        balance-gap \(rules.thresholds.balanceGapSeconds)

        """ + provider.canonicalText
    }
}
