package import Events
package import Ledger
import Money

/// `balance-gap` (info at once, error once `balanceGapSeconds` have passed since both reports were
/// received): two consecutive reports of an account differ by another amount than the movements
/// between them explain.
///
/// The available balance is compared with what movements do to it, the total with what is posted;
/// a measure that some reports lack is compared across them (64 boundaries at most).
/// Times are ticks of the provider's clock:
///
/// - Reports of one tick are alternatives: it is enough that one of them agrees.
/// - A movement of a report's tick may lie before or after it; one that the report's own event
///   causes lies before it.
/// - A movement that states no time may lie anywhere up to its receipt.
///
/// Each movement is counted once over all reports of the account, and only when no way to place
/// them explains the reports is there a gap. Its amount is reported change − booked change; where
/// movements could lie in several ways, the one that leaves the least money unexplained
/// (`BalanceDifference`). With more than 20 movements without an order to one boundary, or more
/// than 262,144 ways to place them, the boundary is called undecidable (info), and movements
/// without a time are taken at their receipt.
///
/// One finding per account and later report; where that report's tick has several, the last.
package enum BalanceGap {
    /// Judges every report of the account.
    package static func judge(
        _ account: Account, now: Timestamp, settings: RuleSettings
    ) -> Judgement {
        judge(account, changed: .earliest ... .latest, now: now, settings: settings)
    }

    /// Judges the reports that a change within the span can bear upon, and says which
    /// (`Judgement.extent`): the same findings for them as if the whole account were judged.
    ///
    /// One change may bring at most 16 reports. A review that falls due is a change at the
    /// `createdAt` of its finding.
    package static func judge(
        _ account: Account, changed: ClosedRange<Timestamp>, now: Timestamp, settings: RuleSettings
    ) -> Judgement {
        let timeline = BalanceTimeline(account, resolution: settings.clockResolutionMicroseconds)
        var window = BalanceWindow(timeline, changed: changed)
        let disagreements = disagreements(timeline, &window, changed)
        var judgement = Judgement(
            scope: FindingScope(
                rule: .balanceGap, subject: Subject(kind: .account, id: account.key.id)),
            extent: .only(window.judgedEvents))
        let sentence = BalanceGapSentence(account: account, timeline: timeline)
        for disagreement in disagreements {
            let key = judgement.scope.key(timeline.name(disagreement.boundary))
            switch disagreement.kind {
            case .gap(let difference):
                let deadline = sentence.receipt(difference)
                    .adding(seconds: settings.thresholds.balanceGapSeconds)
                judgement.findings.append(
                    sentence.finding(key, now < deadline ? .info : .error, difference))
                if now < deadline { judgement.reviews[key.discriminator] = deadline }
            case .undecidable(let count):
                judgement.findings.append(
                    sentence.undecidable(key, count, disagreement.boundary))
            }
        }
        return judgement
    }

    /// The span of times within which an account's reports and movements changed; nil when none
    /// did.
    ///
    /// A movement without a time may have lain anywhere up to its receipt, so its span begins at
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

    private static let combinationsOfTrailingMovements = 1 << 20

    /// What the window's boundaries leave unexplained, the earliest first.
    ///
    /// Movements without a time that came after the last report could have a place in any gap of
    /// the account's life. They are taken at their receipt first, which mostly explains everything,
    /// and only when it does not, everywhere: where that takes too much, the first answer stands.
    private static func disagreements(
        _ timeline: BalanceTimeline, _ window: inout BalanceWindow,
        _ changed: ClosedRange<Timestamp>
    ) -> [BalanceWalk.Disagreement] {
        guard let top = window.top else { return [] }
        let former = FormerChains(timeline, before: timeline.tick(changed.lowerBound))
        let untouched = window
        var walk = BalanceWalk(timeline, window, former, takingTrailingFloats: true)
        walk.run(from: top)
        if walk.chain.tookTrailingFloats, !walk.found.isEmpty {
            var wider = BalanceWalk(timeline, untouched, former, takingTrailingFloats: false)
            if wider.run(from: top, weighing: combinationsOfTrailingMovements) { walk = wider }
        }
        window = walk.window
        return walk.found
    }
}
