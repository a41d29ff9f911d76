package import Ledger
package import Providers
package import Reconciliation

/// Everything that the projection of a source depends on besides log and code.
///
/// A generation keeps the settings that it began with, so that a changed configuration never mixes
/// two ways of folding in one set of books.
package struct FoldSettings: Hashable, Sendable {
    package var provider: ProviderSettings
    package var ledger: LedgerPolicy
    package var rules: RuleSettings
    /// The settings as a generation stores them: an object with the keys of a source's
    /// configuration.
    package var json: String
    /// Equal settings give equal texts, whatever the configuration file looked like.
    package var canonicalText: String

    package init(
        provider: ProviderSettings, ledger: LedgerPolicy, rules: RuleSettings, json: String,
        canonicalText: String
    ) {
        self.provider = provider
        self.ledger = ledger
        self.rules = rules
        self.json = json
        self.canonicalText = canonicalText
    }
}

/// Stored settings that this version cannot read.
package struct StoredSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

extension FoldSettings {
    package init(stored json: String, sourceName: String) throws(StoredSettingsError) {
        throw StoredSettingsError(description: "not yet")
    }
}
