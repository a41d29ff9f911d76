package import Events
package import Ledger

package enum BalanceGap {
    package static func judge(
        _ account: Account, now: Timestamp, settings: RuleSettings
    ) -> Judgement {
        judge(account, changed: .earliest ... .latest, now: now, settings: settings)
    }

    package static func judge(
        _ account: Account, changed: ClosedRange<Timestamp>, now: Timestamp, settings: RuleSettings
    ) -> Judgement {
        Judgement(
            scope: FindingScope(
                rule: .balanceGap, subject: Subject(kind: .account, id: account.key.id)),
            extent: .only([]))
    }

    /// The span of times within which an account's reports and movements changed; nil when none
    /// did. A movement that floats may have lain anywhere up to its receipt, so its span begins at
    /// the beginning of time.
    package static func changedSpan(
        of account: AccountKey, in changes: FoldChanges
    ) -> ClosedRange<Timestamp>? {
        var span: ClosedRange<Timestamp>?
        func include(_ start: Timestamp, _ end: Timestamp) {
            span = min(start, span?.lowerBound ?? start)...max(end, span?.upperBound ?? end)
        }
        for change in changes.entries {
            let entry =
                switch change {
                case .opened(let entry), .closed(let entry): entry
                }
            // The opening is derived from the reports: it explains none of them.
            guard entry.account == account, entry.step != "opening" else { continue }
            let floats = entry.effectiveSource == .receipt
            include(floats ? .earliest : entry.effectiveAt, entry.effectiveAt)
        }
        for report in changes.reports[account] ?? [] { include(report.asOf, report.asOf) }
        return span
    }
}
