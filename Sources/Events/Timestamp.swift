/// An instant: microseconds since 1970-01-01T00:00:00Z, as PostgreSQL's `timestamptz` resolves it.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since the Unix epoch.
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}
