import Events

extension Timestamp {
    /// The deadline that lies so many seconds later.
    func adding(seconds: Int64) -> Timestamp {
        let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow
            ? (seconds < 0 ? .earliest : .latest) : addingClamped(microseconds: microseconds)
    }
}
