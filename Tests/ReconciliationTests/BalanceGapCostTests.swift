import Events
import Ledger
import Testing

@testable import Reconciliation

/// What a judgement costs, counted in ways to place movements that it goes through.
@Suite struct BalanceGapCostTests {
    /// A card in bursts on a clock of whole seconds: every event of a second moves or reports, and
    /// has no order to the others; one in ten movements was lost.
    @Test(arguments: [4, 8, 12, 18, 28, 60]) func aBurstCostsBoundedWork(eventsOfASecond: Int) {
        var reports: [ReportRecord] = []
        var movements: [Movement] = []
        var balance = 1_000_000
        var worst = 0
        for event in 0..<200 {
            let second = Double(event / eventsOfASecond)
            let changed = BalanceChange(at: Given.time(second))
            if event % 3 == 0 {
                reports.append(
                    Given.report("r\(event)", at: second, available: balance))
            } else {
                balance -= event * event % 1_009 + 1
                if event % 10 == 7 { continue }
                movements.append(
                    Given.movement("m\(event)", at: second, -(event * event % 1_009 + 1)))
            }
            let account = Given.account(reports, movements)
            let timeline = BalanceTimeline(account, resolution: 1_000_000)
            _ = BalanceGap.judge(account, timeline, changed, Given.time(0), Given.wholeSeconds)
            worst = max(worst, timeline.waysWeighed)
        }
        // Some boundaries as wide as can be: one that is not bounded has a million ways and more.
        #expect(worst <= 16 * BalanceBounds.combinations)
    }
}
