import Events
import Testing

@testable import Faults

/// Where a movement without a time may lie, in series made by hand: an unseen debit of 12.00 before
/// the first of several reports, and one of 2.00 that was received after the last of them.
@Suite struct GapSearchTests {
    /// A report each second, of 100.00 at first and 88.00 from then on.
    private func series(later count: Int64) -> BalanceSeries {
        func time(_ second: Int64) -> Timestamp { Timestamp(microseconds: second * 1_000_000) }
        var series = BalanceSeries()
        for second in 0...count {
            series.insert(
                BalanceSeries.Report(
                    eventID: "evt_\(second)", createdAt: time(second), tick: second,
                    value: second == 0 ? 100_00 : 88_00, receivedAt: time(second)))
        }
        series.replace(
            of: "charge",
            with: [
                BalanceSeries.Movement(
                    transactionID: "charge", eventID: "charge", tick: nil,
                    receiptTick: count + 1, change: -2_00)
            ])
        series.findGaps()
        return series
    }

    @Test(arguments: [(1, -10_00), (2, -10_00), (31, -10_00), (32, -12_00), (33, -12_00)])
    func reachOfMovementsWithoutATime(later count: Int64, amount: Int64) throws {
        let series = series(later: count)
        let gap = try #require(series.gaps.first)
        #expect(series.gaps.count == 1)
        #expect(gap.isSure)
        #expect(gap.ends["evt_1"]?.amounts == [amount])
    }

    /// Both ways of looking name the same gaps, so that neither goes further than the other.
    @Test(arguments: [1, 31, 32, 33])
    func bothDirectionsReachAsFar(later count: Int64) {
        let search = GapSearch(series(later: count))
        #expect(search.run(backward: true) == search.run(backward: false))
    }
}
