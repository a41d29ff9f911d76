import Events

extension Timestamp {
    /// The tick of a clock with the given resolution: times of one tick have no order.
    func tick(microseconds resolution: Int64) -> Int64 {
        let width = max(1, resolution)
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: width)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The deadline that lies so many seconds later.
    func adding(seconds: Int64) -> Timestamp {
        let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow
            ? (seconds < 0 ? .earliest : .latest) : addingClamped(microseconds: microseconds)
    }
}
