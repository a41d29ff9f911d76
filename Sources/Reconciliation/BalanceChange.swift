package import Events
package import Ledger

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

    static let everything = BalanceChange(span: .earliest ... .latest)

    /// What a fold changed of an account's reports and movements; nil when it left them as they
    /// were.
    package init?(of account: AccountKey, in changes: FoldChanges) {
        var times: [Timestamp] = []
        var receipts: [Timestamp] = []
        for change in changes.entries {
            let entry =
                switch change {
                case .opened(let entry), .closed(let entry): entry
                }
            // The opening is derived from the reports: it explains none of them.
            guard entry.account == account, entry.step != Entry.openingStep else { continue }
            times.append(entry.effectiveAt)
            if entry.effectiveSource == .receipt { receipts.append(entry.effectiveAt) }
        }
        for report in changes.reports[account] ?? [] { times.append(report.asOf) }
        guard let first = times.min(), let last = times.max() else { return nil }
        self.init(span: first...last, earliestFloat: receipts.min())
    }
}
