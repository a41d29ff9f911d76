/// What the rules need to know of a source's configuration.
package struct RuleSettings: Hashable, Sendable {
    /// The source's name, as the subject of findings about the source itself.
    package var sourceName: String
    package var thresholds: Thresholds
    /// The source's environment is live.
    package var isLive: Bool
    /// The source's webhooks carry amounts, or its provider's API is configured: a transaction that
    /// stays unresolved is then worth a warning.
    package var resolvesTransactions: Bool
    /// See `LedgerPolicy.announcesCards`.
    package var announcesCards: Bool
    /// See `LedgerPolicy.clockResolutionMicroseconds`.
    package var clockResolutionMicroseconds: Int64

    package init(
        sourceName: String = "", thresholds: Thresholds = Thresholds(), isLive: Bool = true,
        resolvesTransactions: Bool = true, announcesCards: Bool = true,
        clockResolutionMicroseconds: Int64 = 1_000
    ) {
        self.sourceName = sourceName
        self.thresholds = thresholds
        self.isLive = isLive
        self.resolvesTransactions = resolvesTransactions
        self.announcesCards = announcesCards
        self.clockResolutionMicroseconds = clockResolutionMicroseconds
    }
}
