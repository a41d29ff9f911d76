package import Events
package import Ledger
package import Providers
package import Reconciliation

/// One configured endpoint of a provider.
package struct SourceConfiguration: Hashable, Sendable {
    package enum Environment: String, Hashable, Sendable, CaseIterable {
        case live, test
    }

    /// 1 to 63 characters of a–z, 0–9 and hyphen; part of the URL, and the source's name for ever.
    package let name: String
    package let provider: Provider
    package let environment: Environment
    package let credentials: CredentialReferences
    /// How deliveries are verified and read.
    package let providerSettings: ProviderSettings
    package let ledgerPolicy: LedgerPolicy
    package let thresholds: Thresholds
    /// Within this time an equal event that states neither an id nor a time is a repeat.
    package let retryWindowSeconds: Int64
    /// What the views do not show of a body.
    package let maskedPaths: [JSONPath]
    package let api: APIConfiguration?
    package let statement: StatementConfiguration?
    /// Settings that are given and valid, and that this version does not use yet, by their keys.
    package let unusedSettings: [String]
}

extension SourceConfiguration {
    /// What the rules need to know of this source.
    package var ruleSettings: RuleSettings {
        RuleSettings(
            sourceName: name, thresholds: thresholds, isLive: environment == .live,
            resolvesTransactions: providerSettings.format.statesAmounts || api != nil,
            announcesCards: ledgerPolicy.announcesCards,
            clockResolutionMicroseconds: ledgerPolicy.clockResolutionMicroseconds)
    }
}
