package import Ledger
package import Providers
package import Reconciliation

/// Everything that the projection of a source depends on besides log and code.
///
/// A generation keeps the settings that it began with, so that a changed configuration never mixes
/// two ways of folding in one set of books. Credentials, URLs, windows of the intake and what the
/// views mask are no part of it.
package struct FoldSettings: Hashable, Sendable {
    /// How bodies are read; its authentication is the default whatever the source's is.
    package let provider: ProviderSettings
    package let ledger: LedgerPolicy
    package let rules: RuleSettings

    package init(provider: ProviderSettings, ledger: LedgerPolicy, rules: RuleSettings) {
        var reading = provider
        reading.authentication = AuthenticationSettings()
        self.provider = reading
        self.ledger = ledger
        self.rules = rules
    }

    /// One text for equal settings, whatever the configuration file looked like.
    ///
    /// Settings that could fold an event differently give different texts; the digest names them.
    package var canonicalText: String {
        """
        trueup fold settings 1
        environment \(rules.isLive ? "live" : "test")
        clearing \(ledger.clearing.rawValue)
        release \(ledger.releasesRestAfterPartialClearing)
        clock-resolution-microseconds \(ledger.clockResolutionMicroseconds)
        announces-cards \(ledger.announcesCards)
        resolves-transactions \(rules.resolvesTransactions)
        \(Threshold.all.map { "\($0.name) \(rules.thresholds[$0])" }.joined(separator: "\n"))

        """ + provider.canonicalText
    }
}

extension SourceConfiguration {
    /// What the projection of this source depends on.
    package var foldSettings: FoldSettings {
        FoldSettings(provider: providerSettings, ledger: ledgerPolicy, rules: ruleSettings)
    }
}
