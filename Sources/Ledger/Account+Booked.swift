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
}

extension ReportRecord {
    /// The reported amount that the books are compared with: the total where it is stated.
    package var value: Amount { total ?? available ?? .zero }

    /// A report of the total is compared with what is posted, one of the available with that.
    func comparable(_ movement: Movement) -> Amount {
        total == nil ? movement.available : movement.posted
    }

    /// Whether a movement was booked before the report: in an earlier tick, or by the report's own
    /// event (a provider reports the balance after its own transaction).
    func follows(_ movement: Movement, _ clock: ClockResolution) -> Bool {
        movement.effectiveAt < clock.tickStart(asOf) || movement.cause.eventID == key.eventID
    }
}

extension Account {
    /// What the movements before a report sum up to, in the layer that it reports; the opening is
    /// not in it.
    func booked(
        before report: ReportRecord, _ clock: ClockResolution
    ) throws(MoneyError) -> Amount {
        let tick = clock.tickStart(report.asOf)
        let boundary = movements.partitionPoint { $0.effectiveAt < tick }
        var sum = Amount.zero
        for index in 0..<boundary { sum = try sum.adding(report.comparable(movements[index])) }
        for index in boundary..<movements.count
        where movements[index].cause.eventID == report.key.eventID {
            sum = try sum.adding(report.comparable(movements[index]))
        }
        return sum
    }

    /// The provider's last word on the balance.
    package var lastReport: ReportRecord? { reports.last }

    /// The last report minus what was booked as of it, opening included; nil without a report.
    ///
    /// Costs in proportion to the movements since the last report.
    package func drift(_ policy: LedgerPolicy) throws(FoldError) -> Amount? {
        guard let last = reports.last, let first = reports.first else { return nil }
        // The opening makes the first report hold.
        if first.key == last.key { return .zero }
        let clock = ClockResolution(microseconds: policy.clockResolutionMicroseconds)
        let tick = clock.tickStart(last.asOf)
        do throws(MoneyError) {
            // All that is booked less what came after the report: that is the shorter way.
            var booked = last.total == nil ? available : posted
            var index = movements.count - 1
            while index >= 0, movements[index].effectiveAt >= tick {
                if !last.follows(movements[index], clock) {
                    booked = try booked.subtracting(last.comparable(movements[index]))
                }
                index -= 1
            }
            return try last.value.subtracting(booked)
        } catch {
            throw .overflow("drift of account \(key.id): \(error)")
        }
    }
}
