import Events
import Ledger
import Money

/// How a balance gap is told: the two reports, what the entries between explain, and what would
/// close the gap.
struct BalanceGapSentence {
    let account: Account
    let timeline: BalanceTimeline

    /// When the last of the reports of both ticks was received: alternatives stand for one report,
    /// and which of them is told of does not matter.
    func receipt(_ difference: BalanceDifference) -> Timestamp {
        let (before, after) = (earlier(difference), later(difference))
        var receipt = max(before.receivedAt, after.receivedAt)
        for tick in [before, after].map({ timeline.tick($0.asOf) }) {
            var place = timeline.firstReport(atOrAfter: tick)
            while place < timeline.reports.count,
                timeline.tick(timeline.reports[place].asOf) == tick
            {
                receipt = max(receipt, timeline.reports[place].receivedAt)
                place += 1
            }
        }
        return receipt
    }

    func finding(
        _ key: FindingKey, _ severity: Severity, _ difference: BalanceDifference
    ) -> Finding {
        let measure = difference.leadingMeasure
        let (before, after) = (earlier(difference), later(difference))
        let from = before.value(measure) ?? .zero
        let to = after.value(measure) ?? .zero
        let gap = difference.unexplained(measure) ?? .zero
        let booked = (try? to.subtracting(from).subtracting(gap)) ?? .zero
        let name = measure == .available ? "available" : "total"
        return Finding(
            key: key, severity: severity,
            summary:
                "The \(name) balance of account \(key.subject.id) went from \(money(from)) to "
                + "\(money(to)), but the entries between explain \(signed(booked)): "
                + "\(closing(difference)) \(Wording.period(from: before.asOf, to: after.asOf)) "
                + "would close the gap; ask the provider for it.",
            amount: MonetaryAmount(amount: gap, currency: account.key.currency),
            evidence: evidence(before, after), createdAt: after.asOf)
    }

    func undecidable(
        _ key: FindingKey, _ count: Int, _ boundary: BalanceTimeline.Boundary
    ) -> Finding {
        let reports = timeline.reports[boundary.reports]
        let asOf = timeline.reports[boundary.reports.lowerBound].asOf
        return Finding(
            key: key, severity: .info,
            summary:
                "The balance of account \(key.subject.id) at \(Wording.instant(asOf)) cannot be "
                + "judged: \(count) entries could lie before or after it, in too many ways to "
                + "weigh; compare it with a statement.",
            evidence: reports.prefix(BalanceGapSentence.entriesShown).map {
                Evidence(position: $0.position, role: "report")
            },
            createdAt: asOf)
    }

    /// What would close the gap, as the thing to look for.
    private func closing(_ difference: BalanceDifference) -> String {
        let available = difference.unexplained(.available)
        let total = difference.unexplained(.total)
        switch (available, total) {
        case (let available?, let total?) where available != total:
            return
                "unseen changes of \(signed(available)) to the available balance and of "
                + "\(signed(total)) to the total"
        case (let amount?, nil) where difference.total != nil:
            return amount.isNegative
                ? "an unseen hold of \(size(amount))"
                : "an unseen release of a hold of \(size(amount))"
        case (nil, let amount?) where difference.available != nil:
            return amount.isNegative
                ? "an unseen clearing of \(size(amount)) that was held before"
                : "an unseen credit of \(size(amount)) that was available before"
        default:
            let amount = available ?? total ?? .zero
            return amount.isNegative
                ? "an unseen debit of \(size(amount))" : "an unseen credit of \(size(amount))"
        }
    }

    /// The two reports and the entries that may lie between them, these bounded.
    private func evidence(_ before: ReportRecord, _ after: ReportRecord) -> [Evidence] {
        let start = timeline.firstMovement(atOrAfter: timeline.tick(before.asOf))
        let end = timeline.firstMovement(atOrAfter: timeline.tick(after.asOf) + 1)
        var evidence = [Evidence(position: before.position, role: "report before")]
        for movement in timeline.movements[start..<end] where movement.counts {
            let entry = Evidence(position: movement.position, role: "entry between")
            if evidence.contains(entry) { continue }
            evidence.append(entry)
            if evidence.count > BalanceGapSentence.entriesShown { break }
        }
        return evidence + [Evidence(position: after.position, role: "report after")]
    }

    private func earlier(_ difference: BalanceDifference) -> ReportRecord {
        timeline.reports[difference.earlier]
    }

    private func later(_ difference: BalanceDifference) -> ReportRecord {
        timeline.reports[difference[difference.leadingMeasure]?.later ?? difference.earlier]
    }

    private func money(_ amount: Amount) -> String {
        MonetaryAmount(amount: amount, currency: account.key.currency).description
    }

    private func signed(_ amount: Amount) -> String {
        (amount.isNegative || amount.isZero ? "" : "+") + money(amount)
    }

    private func size(_ amount: Amount) -> String {
        money((try? amount.magnitude) ?? amount)
    }

    private static let entriesShown = 16
}
