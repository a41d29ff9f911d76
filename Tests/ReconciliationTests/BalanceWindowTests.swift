import Events
import Ledger
import Money
import Reconciliation
import Testing

/// Judging only what a change can bear upon gives what judging everything gives.
@Suite struct BalanceWindowTests {
    /// Sparse, where most boundaries are settled, and dense, where hardly any is.
    @Test(arguments: Array(1...15) as [UInt64], [RandomChange.sparse, RandomChange.dense])
    func agreesWithTheWholeAccount(seed: UInt64, changes: RandomChange) throws {
        var random = SeededGenerator(seed: seed)
        var reports: [ReportRecord] = []
        var movements: [Movement] = []
        var findings: [String: Finding] = [:]
        var reviews: [String: Timestamp] = [:]
        for change in 0..<50 {
            let span = changes.apply(change, &reports, &movements, using: &random)
            let account = Given.account(reports, movements)
            let now = Given.time(Double(change))
            let part = try #require(
                BalanceGap.judge(account, changed: span, now: now, settings: Given.wholeSeconds))
            let windowed = Given.window(
                account, reports: [1, 2, 8].randomElement(using: &random) ?? 1)
            #expect(
                judge(windowed, of: account, span, now) == part, "seed \(seed), change \(change)")
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

    /// Judges an account of which the window is known, and one report more whenever it asks.
    private func judge(
        _ windowed: Account, of account: Account, _ change: BalanceChange, _ now: Timestamp
    ) -> Judgement? {
        var account = (shown: windowed, whole: account)
        while true {
            let judgement = BalanceGap.judge(
                account.shown, changed: change, now: now, settings: Given.wholeSeconds)
            let known = account.shown.reports.count
            if judgement != nil || known == account.whole.reports.count { return judgement }
            account.shown = Given.window(account.whole, reports: known + 1)
        }
    }

    /// Which reports are judged when only this time changed.
    private func judged(_ account: Account, at seconds: Double) -> Set<String> {
        let time = Given.time(seconds)
        let judgement = BalanceGap.judge(
            account, changed: BalanceChange(at: time), now: time, settings: Given.wholeSeconds)
        guard case .only(let events)? = judgement?.extent else { return [] }
        return events
    }

    @Test func anAppendedReportIsJudgedAgainstItsPredecessorAlone() {
        let reports = (0..<100_000).map {
            Given.report("r\($0)", at: Double($0) * 2, available: -5 * $0)
        }
        let movements = (1..<100_000).map {
            Given.movement("m\($0)", at: Double($0) * 2 - 1, -5)
        }
        let account = Given.account(reports, movements)
        #expect(judged(account, at: 199_998) == ["r99999"])
        #expect(judged(account, at: 100_001) == ["r50001"])
        #expect(judged(account, at: 200_001) == [])
    }

    /// As AgentCard sends them: the authorization and the new balance within one second.
    @Test func whereEveryReportSharesItsTickTheWindowStaysNarrow() {
        var balance = 0
        var reports: [ReportRecord] = []
        var movements: [Movement] = []
        for index in 0..<10_000 {
            let amount = -(index % 7 + 1)
            balance += amount
            movements.append(Given.movement("m\(index)", at: Double(index) * 60, amount))
            reports.append(Given.report("r\(index)", at: Double(index) * 60, available: balance))
        }
        let account = Given.account(reports, movements)
        let events = judged(account, at: 9_999 * 60)
        #expect(events.contains("r9999") && events.count <= 4)
    }

    @Test func aChangeThatFloatsIsJudgedAsFarAsItReaches() throws {
        let reports = (0..<200).map { Given.report("r\($0)", at: Double($0) * 2, available: 0) }
        let change = BalanceChange(
            span: Given.time(380)...Given.time(380), earliestFloat: Given.time(380))
        let judgement = try #require(
            BalanceGap.judge(
                Given.account(reports), changed: change, now: Given.time(400),
                settings: Given.wholeSeconds))
        guard case .only(let events) = judgement.extent else { return }
        // 32 boundaries and a margin of 16.
        #expect(events == Set((143...191).map { "r\($0)" }))
    }

    @Test func theChangeOfAFoldCoversMovementsAndReports() {
        var change = AccountChange(key: Given.account([]).key)
        #expect(BalanceChange(change) == nil)
        change.movementTimes = Given.time(30)...Given.time(40)
        #expect(BalanceChange(change) == BalanceChange(span: Given.time(30)...Given.time(40)))
        change.reports = [Given.report("a", at: 50)]
        change.earliestReceipt = Given.time(35)
        #expect(
            BalanceChange(change)
                == BalanceChange(
                    span: Given.time(30)...Given.time(50), earliestFloat: Given.time(35)))
        change.movementTimes = nil
        change.earliestReceipt = nil
        #expect(BalanceChange(change) == BalanceChange(at: Given.time(50)))
    }
}

/// Changes of an account as single events make them, and the span that each touches.
struct RandomChange: Sendable {
    /// Half seconds over which reports and movements are spread.
    let halfSeconds: Int
    /// Of ten reports, how many may lack a measure.
    let incomplete: Int
    /// Of ten movements, how many may float.
    let floating: Int

    static let sparse = RandomChange(halfSeconds: 120, incomplete: 10, floating: 10)
    static let dense = RandomChange(halfSeconds: 60, incomplete: 1, floating: 1)

    func apply(
        _ number: Int, _ reports: inout [ReportRecord], _ movements: inout [Movement],
        using random: inout SeededGenerator
    ) -> BalanceChange {
        switch Int.random(in: 0...9, using: &random) {
        case 0...4:
            let report = report("r\(number)", using: &random)
            reports.append(report)
            return BalanceChange(at: report.asOf)
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
            if Int.random(in: 0...9, using: &random) >= floating {
                movement.effectiveSource = .stated
            }
            movements.append(movement)
            return span([movement])
        }
    }

    private func report(
        _ event: String, using random: inout SeededGenerator
    ) -> ReportRecord {
        var report = RandomAccount.report(event, using: &random)
        report.asOf = time(using: &random)
        if Int.random(in: 0...9, using: &random) >= incomplete {
            report.available = report.available ?? .zero
            report.total = report.total ?? .zero
        }
        return report
    }

    private func time(using random: inout SeededGenerator) -> Timestamp {
        Given.time(Double(Int.random(in: 0...halfSeconds, using: &random)) / 2)
    }

    private func span(_ changed: [Movement]) -> BalanceChange {
        let times = changed.map(\.effectiveAt)
        let floats = changed.filter { $0.effectiveSource == .receipt }.map(\.effectiveAt)
        return BalanceChange(
            span: (times.min() ?? .earliest)...(times.max() ?? .latest),
            earliestFloat: floats.min())
    }
}
