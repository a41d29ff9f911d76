import Events
import Ledger
import Testing

@testable import Reconciliation

/// Judging only what a change can bear upon gives what judging everything gives.
@Suite struct BalanceWindowTests {
    @Test(arguments: Array(1...60) as [UInt64])
    func agreesWithTheWholeAccount(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var reports: [ReportRecord] = []
        var movements: [Movement] = []
        var findings: [String: Finding] = [:]
        var reviews: [String: Timestamp] = [:]
        for change in 0..<60 {
            let span = RandomChange.apply(change, &reports, &movements, using: &random)
            let account = Given.account(reports, movements)
            let now = Given.time(Double(change))
            let part = BalanceGap.judge(
                account, changed: span, now: now, settings: Given.wholeSeconds)
            findings = findings.filter { !part.extent.contains($0.key) }
            reviews = reviews.filter { !part.extent.contains($0.key) }
            for finding in part.findings { findings[finding.key.discriminator] = finding }
            reviews.merge(part.reviews) { _, new in new }
            let whole = BalanceGap.judge(account, now: now, settings: Given.wholeSeconds)
            let expected = Dictionary(
                uniqueKeysWithValues: whole.findings.map { ($0.key.discriminator, $0) })
            try #require(findings == expected, "seed \(seed), change \(change)")
            try #require(reviews == whole.reviews, "seed \(seed), change \(change)")
        }
    }

    @Test func anAppendedReportIsJudgedAgainstItsPredecessorAlone() {
        let reports = (0..<100_000).map {
            Given.report("r\($0)", at: Double($0) * 2, available: -5 * $0)
        }
        let movements = (1..<100_000).map {
            Given.movement("m\($0)", at: Double($0) * 2 - 1, -5)
        }
        let settings = Given.wholeSeconds
        let account = Given.account(reports, movements)
        let timeline = BalanceTimeline(account, resolution: settings.clockResolutionMicroseconds)
        let last = Given.time(199_998)
        let window = BalanceWindow(timeline, changed: last...last)
        #expect(window.judged == 99_999..<100_000)
        #expect(window.bottom == 99_998)
        let late = Given.time(100_001)
        let middle = BalanceWindow(timeline, changed: late...late)
        #expect(middle.judged == 50_001..<50_002)
    }

    @Test func aChangeThatFloatsIsJudgedFromTheBeginning() {
        let reports = (0..<9).map { Given.report("r\($0)", at: Double($0) * 2, available: 0) }
        let timeline = BalanceTimeline(Given.account(reports), resolution: 1_000_000)
        let window = BalanceWindow(timeline, changed: .earliest...Given.time(9))
        #expect(window.judged == 0..<6)
    }

    @Test func theSpanOfAChangeCoversEntriesAndReports() {
        var changes = FoldChanges()
        #expect(BalanceGap.changedSpan(of: Given.account([]).key, in: changes) == nil)
        changes.entries = [
            .opened(entry("authorized", at: 40)), .closed(entry("cleared", at: 30)),
            .opened(entry("opening", at: 1)), .opened(entry("cleared", at: 2, account: "other")),
        ]
        let key = Given.account([]).key
        #expect(BalanceGap.changedSpan(of: key, in: changes) == Given.time(30)...Given.time(40))
        changes.reports = [key: [Given.report("a", at: 50)]]
        #expect(BalanceGap.changedSpan(of: key, in: changes) == Given.time(30)...Given.time(50))
        changes.entries.append(.closed(entry("cleared", at: 60, source: .receipt)))
        #expect(BalanceGap.changedSpan(of: key, in: changes) == .earliest...Given.time(60))
    }

    private func entry(
        _ step: String, at seconds: Double, account: String = "card_1",
        source: Entry.EffectiveSource = .stated
    ) -> Entry {
        Entry(
            key: Entry.Key(
                transactionID: "txn", cause: FactKey(eventID: step, ordinal: 0), leg: 0),
            account: AccountKey(id: account, currency: Given.usd), accountKind: .card,
            layer: .posted, amount: Given.cents(-5), available: Given.cents(-5),
            effectiveAt: Given.time(seconds), effectiveSource: source, step: step, position: 1)
    }
}

/// A change of an account as one event makes it, and the span that it touches.
private enum RandomChange {
    static func apply(
        _ number: Int, _ reports: inout [ReportRecord], _ movements: inout [Movement],
        using random: inout SeededGenerator
    ) -> ClosedRange<Timestamp> {
        switch Int.random(in: 0...9, using: &random) {
        case 0...4:
            var report = RandomAccount.report("r\(number)", using: &random)
            report.asOf = time(using: &random)
            reports.append(report)
            return report.asOf...report.asOf
        case 5 where !movements.isEmpty:
            let place = Int.random(in: movements.indices, using: &random)
            return span([movements.remove(at: place)])
        case 6 where !movements.isEmpty:
            let place = Int.random(in: movements.indices, using: &random)
            let old = movements[place]
            movements[place].available = Given.cents(Int.random(in: -2...2, using: &random))
            return span([old, movements[place]])
        default:
            var movement = RandomAccount.movement("m\(number)", reports, using: &random)
            movement.effectiveAt = time(using: &random)
            movements.append(movement)
            return span([movement])
        }
    }

    /// Sparse enough that some boundaries are settled.
    private static func time(using random: inout SeededGenerator) -> Timestamp {
        Given.time(Double(Int.random(in: 0...120, using: &random)) / 2)
    }

    private static func span(_ changed: [Movement]) -> ClosedRange<Timestamp> {
        let times = changed.map(\.effectiveAt)
        let floats = changed.contains { $0.effectiveSource == .receipt }
        let first = floats ? .earliest : times.min() ?? .earliest
        return first...(times.max() ?? .latest)
    }
}
