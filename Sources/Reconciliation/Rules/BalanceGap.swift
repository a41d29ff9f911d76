package import Events
package import Ledger
import Money

extension Threshold {
    package static let balanceGap = Threshold(
        "balance-gap", .deliveryRetries, "when an unexplained gap becomes an error")
}

extension Rule {
    package static let balanceGap = Rule(
        "balance-gap", [.info, .error],
        flags: "two reports differ by another amount than the movements between them explain",
        thresholds: [.balanceGap], .account(BalanceGap.judge))
}

/// `balance-gap` (info at once, error once the threshold has passed since the last report of
/// both ticks was received): two consecutive reports of an account differ by another amount than
/// the movements between them explain.
///
/// The available balance is compared with what movements do to it, the total with what is posted;
/// a measure that some reports lack is compared across them (64 boundaries at most).
/// Times are ticks of the provider's clock:
///
/// - Reports of one tick are alternatives: it is enough that one of them agrees.
/// - A movement of a report's tick may lie before or after it; one that the report's own event
///   causes lies before it.
/// - A movement that states no time may lie anywhere up to its receipt, but at most 32 boundaries
///   before it.
///
/// Each movement is counted once over all reports of the account, and only when no way to place
/// them explains the reports is there a gap: as few as can be, each as early as the reports after
/// it allow. Its amount is reported change − booked change by the same placement of movements for
/// all gaps; where several are possible, the one that leaves the least money unexplained altogether
/// (`GapTrail`). So a gap takes nothing from its neighbours, whatever came first.
///
/// With more than 20 movements without an order to one boundary, or more than 4,096 ways to place
/// them, over its reports and what the later boundaries leave open, the boundary is called
/// undecidable (info), and movements without a time are taken at their receipt; so is a
/// disagreement within their reach, which they might explain. That depends on the account's
/// reports and movements alone, and bounds what a boundary costs.
///
/// One finding per account and later report; where that report's tick has several, the last.
///
/// A change is judged back to where nothing can have changed: mostly one or two boundaries, past
/// the reach of movements without a time. Where whole stretches of an account leave every choice
/// open, the walk ends 256 boundaries before the change, and what was said of earlier ones stands.
package enum BalanceGap {
    /// Judges every report of an account that is in memory as a whole.
    package static func judge(
        _ account: Account, now: Timestamp, settings: RuleSettings
    ) -> Judgement {
        let timeline = BalanceTimeline(account, resolution: settings.clockResolutionMicroseconds)
        return judge(account, timeline, .everything, now, settings)
    }

    /// Judges the reports that a change can bear upon, and says which (`Judgement.extent`): the
    /// same findings for them as if the whole account were judged; nil where that takes more of the
    /// account than its window.
    ///
    /// One change may bring at most 16 reports. A review that falls due is a change at the
    /// `createdAt` of its finding.
    package static func judge(
        _ account: Account, changed: BalanceChange, now: Timestamp, settings: RuleSettings
    ) -> Judgement? {
        let timeline = BalanceTimeline(account, resolution: settings.clockResolutionMicroseconds)
        // Most movements come after the last report, and explain none.
        if timeline.isAfterEveryReport(changed) {
            return Judgement(scope: scope(account), extent: .only([]))
        }
        let judgement = judge(account, timeline, changed, now, settings)
        return timeline.lacksHistory ? nil : judgement
    }

    private static func scope(_ account: Account) -> FindingScope {
        FindingScope(rule: .balanceGap, subject: Subject(kind: .account, id: account.key.id))
    }

    /// The same with a timeline of the caller's, which then knows what it cost.
    static func judge(
        _ account: Account, _ timeline: BalanceTimeline, _ changed: BalanceChange,
        _ now: Timestamp, _ settings: RuleSettings
    ) -> Judgement {
        let weighing = BalanceWeighing(timeline, changed: changed)
        var judgement = Judgement(scope: scope(account), extent: .only(weighing.weighedEvents))
        if weighing.disagreements.isEmpty { return judgement }
        let sentence = BalanceGapSentence(account: account, timeline: timeline)
        for disagreement in weighing.disagreements {
            let key = judgement.scope.key(timeline.name(disagreement.boundary))
            switch disagreement.kind {
            case .gap(let difference):
                let deadline = sentence.receipt(difference)
                    .adding(seconds: settings.thresholds[.balanceGap])
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
}
