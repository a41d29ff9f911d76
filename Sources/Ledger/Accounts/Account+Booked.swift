import Events
package import Money

/// The clock of a provider: times within one tick have no order.
struct ClockResolution {
    let microseconds: Int64

    /// The start of the tick in which a time lies.
    func tickStart(_ time: Timestamp) -> Timestamp {
        guard microseconds > 1 else { return time }
        let remainder = time.microseconds % microseconds
        let past = remainder < 0 ? remainder + microseconds : remainder
        let (start, overflow) = time.microseconds.subtractingReportingOverflow(past)
        return overflow ? time : Timestamp(microseconds: start)
    }

    /// The first time of the next tick.
    func tickEnd(_ time: Timestamp) -> Timestamp {
        let start = tickStart(time)
        let (end, overflow) = start.microseconds.addingReportingOverflow(max(1, microseconds))
        return overflow ? Timestamp(microseconds: .max) : Timestamp(microseconds: end)
    }
}

extension LedgerPolicy {
    var clock: ClockResolution { ClockResolution(microseconds: clockResolutionMicroseconds) }
}

extension ReportRecord {
    /// The reported amount that the books are compared with: the total where it is stated.
    package var value: Amount { total ?? available ?? .zero }

    /// What it states, of the total or of the available money.
    func value(ofTotal: Bool) -> Amount? { ofTotal ? total : available }
}

extension Movement {
    /// What it does to the total, which is what is posted, or to the available money.
    func effect(onTotal: Bool) -> Amount { onTotal ? posted : available }
}

extension Account {
    /// The provider's last word on the balance.
    package var lastReport: ReportRecord? { reports.last }

    /// The last report minus what was booked as of it, opening included; nil without a report.
    ///
    /// Movements of other events within the report's tick may have come before it or after it, as
    /// in the rule `balance-gap`: they are taken as it leaves the least unexplained. Costs in
    /// proportion to the movements since the last report.
    package func drift(_ policy: LedgerPolicy) throws(FoldError) -> Amount? {
        guard let last = reports.last, let first = firstReport else { return nil }
        // The opening makes the first report hold.
        if first.key == last.key { return .zero }
        do throws(MoneyError) {
            let tick = try BalanceTick(
                self, at: last.asOf, ofTotal: last.total != nil, policy.clock)
            // All that is booked less what came from the report's tick on: the shorter way.
            let all = last.total == nil ? available : posted
            let before = try all.subtracting(tick.sumFromTick)
            return try tick.leastUnexplained(last, bookedBefore: before)
        } catch {
            throw .overflow("drift of account \(key.id): \(error)")
        }
    }
}
