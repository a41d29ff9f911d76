/// How a source's events are booked where providers differ or their texts are silent.
///
/// Values, not branches: the fold never asks which provider it is.
package struct LedgerPolicy: Hashable, Sendable {
    /// What a second clearing of one transaction means.
    package enum ClearingMode: String, Hashable, Sendable, CaseIterable {
        /// Each clearing moves its own amount (NymCard nCore: multi-clearing).
        case add
        /// Each clearing states the whole cleared amount anew (AgentCard, assumed).
        case restate
    }

    package var clearing: ClearingMode
    /// True: a clearing below the authorized amount releases the rest of the hold (AgentCard).
    ///
    /// False: the rest stays held until cleared, reversed, expired or released (NymCard nCore).
    package var releasesRestAfterPartialClearing: Bool
    /// The resolution of the provider's clock in microseconds: times within one tick have no order.
    package var clockResolutionMicroseconds: Int64
    /// The provider announces every new card by an event of its own.
    package var announcesCards: Bool

    package init(
        clearing: ClearingMode = .add, releasesRestAfterPartialClearing: Bool = false,
        clockResolutionMicroseconds: Int64 = 1_000, announcesCards: Bool = true
    ) {
        self.clearing = clearing
        self.releasesRestAfterPartialClearing = releasesRestAfterPartialClearing
        self.clockResolutionMicroseconds = clockResolutionMicroseconds
        self.announcesCards = announcesCards
    }
}
