/// An instant that no `Timestamp` can hold.
package struct TimestampOverflow: Error, Hashable, Sendable {
    package init() {}
}

extension Timestamp {
    /// The instant that lies `microseconds` later (earlier where negative).
    package func adding(microseconds: Int64) throws(TimestampOverflow) -> Timestamp {
        let (sum, overflow) = self.microseconds.addingReportingOverflow(microseconds)
        guard !overflow else { throw TimestampOverflow() }
        return Timestamp(microseconds: sum)
    }

    /// The instant that lies `microseconds` later, held between `earliest` and `latest`: for
    /// deadlines, where one past the end of time is one that never comes.
    package func addingClamped(microseconds: Int64) -> Timestamp {
        let (sum, overflow) = self.microseconds.addingReportingOverflow(microseconds)
        if overflow { return microseconds < 0 ? .earliest : .latest }
        return min(max(Timestamp(microseconds: sum), .earliest), .latest)
    }

    /// How much later this instant is than `other`, in microseconds; negative when it is earlier.
    package func microseconds(since other: Timestamp) throws(TimestampOverflow) -> Int64 {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(other.microseconds)
        guard !overflow else { throw TimestampOverflow() }
        return difference
    }
}
