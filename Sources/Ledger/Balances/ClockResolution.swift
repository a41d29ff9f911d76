package import Events

extension Timestamp {
    /// The tick of a clock with the given resolution: times of one tick have no order.
    package func tick(microseconds resolution: Int64) -> Int64 {
        let width = max(1, resolution)
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: width)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// The clock of a provider: times within one tick have no order.
struct ClockResolution {
    let microseconds: Int64

    func tick(_ time: Timestamp) -> Int64 { time.tick(microseconds: microseconds) }

    /// The start of the tick in which a time lies.
    func tickStart(_ time: Timestamp) -> Timestamp {
        let (start, overflow) = tick(time).multipliedReportingOverflow(by: max(1, microseconds))
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
