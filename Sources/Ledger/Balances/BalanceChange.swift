package import Events

/// Where one change touched an account's reports and movements.
package struct BalanceChange: Hashable, Sendable {
    /// The times of all that changed; of a movement without a time, its receipt.
    package var span: ClosedRange<Timestamp>
    /// The earliest receipt of a movement without a time that changed: it could have lain before.
    package var earliestFloat: Timestamp?

    package init(span: ClosedRange<Timestamp>, earliestFloat: Timestamp? = nil) {
        self.span = span
        self.earliestFloat = earliestFloat
    }

    /// A change at one time.
    package init(at time: Timestamp) {
        self.init(span: time...time)
    }

    /// A change of which nothing is known.
    package static let everything = BalanceChange(span: .earliest ... .latest)

    /// What a fold changed of an account's reports and movements; nil when it left them as they
    /// were.
    package init?(_ change: AccountChange) {
        var span = change.movementTimes
        for report in change.reports {
            let known = span ?? report.asOf...report.asOf
            span = min(known.lowerBound, report.asOf)...max(known.upperBound, report.asOf)
        }
        guard let span else { return nil }
        self.init(span: span, earliestFloat: change.earliestReceipt)
    }
}
