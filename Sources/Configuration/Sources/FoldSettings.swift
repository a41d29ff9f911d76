package import Ledger
package import Providers
package import Reconciliation

/// Everything that the projection of a source depends on besides log and code.
///
/// A generation keeps the settings that it began with, so that a changed configuration never mixes
/// two ways of folding in one set of books. Credentials, URLs, windows of the intake and what the
/// views mask are no part of it.
package struct FoldSettings: Hashable, Sendable {
    /// How bodies are read; what only verifies deliveries is the default, whatever the source's is.
    package let provider: ProviderSettings
    package let ledger: LedgerPolicy
    package let rules: RuleSettings

    package init(provider: ProviderSettings, ledger: LedgerPolicy, rules: RuleSettings) {
        self.provider = provider.onlyBooks
        self.ledger = ledger
        self.rules = rules
    }
}

extension SourceConfiguration {
    /// What the projection of this source depends on.
    package var foldSettings: FoldSettings {
        FoldSettings(provider: providerSettings, ledger: ledgerPolicy, rules: ruleSettings)
    }
}
