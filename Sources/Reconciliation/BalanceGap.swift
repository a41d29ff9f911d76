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
/// (`BalanceDifference`). With more than 20 movements without an order to one boundary, the
/// boundary is called undecidable (info), and movements without a time are taken at their receipt.
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

    /// What there is to say of a boundary, as the later of two or as such.
    private struct Disagreement {
        enum Kind {
            case gap(BalanceDifference)
            /// With so many movements without an order to it.
            case undecidable(Int)
        }

        var kind: Kind
        var boundary: BalanceTimeline.Boundary
    }

    /// What the window's boundaries leave unexplained, the earliest first; one for each boundary:
    /// of two gaps that end at one boundary (in different measures) the nearer stands.
    private static func disagreements(
        _ timeline: BalanceTimeline, _ window: inout BalanceWindow,
        _ changed: ClosedRange<Timestamp>
    ) -> [Disagreement] {
        guard let top = window.top else { return [] }
        var chain = BalanceChain(timeline, before: window.movementsEnd)
        var former = FormerChains(timeline, before: timeline.tick(changed.lowerBound))
        var found: [Disagreement] = []
        var named: Set<BalanceTimeline.Boundary> = []
        func add(_ kind: Disagreement.Kind, _ boundary: BalanceTimeline.Boundary) {
            guard window.isJudged(boundary), named.insert(boundary).inserted else { return }
            found.append(Disagreement(kind: kind, boundary: boundary))
        }
        var next: BalanceTimeline.Boundary? = top
        while let boundary = next {
            switch chain.step(to: boundary) {
            case .explained: break
            case .undecidable(let count): add(.undecidable(count), boundary)
            case .gap(let whole):
                for difference in whole.perLaterReport where !difference.isZero {
                    if let part = difference[difference.leadingMeasure],
                        let later = timeline.boundary(of: part.later)
                    {
                        add(.gap(difference), later)
                    }
                }
            }
            if window.ends(at: boundary) { break }
            if former.follow(&chain, to: boundary) {
                window.end(at: boundary)
                break
            }
            next = timeline.boundary(before: boundary.reports.lowerBound)
        }
        return found.sorted { $0.boundary.tick < $1.boundary.tick }
    }
}
