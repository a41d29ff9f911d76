package import Events
import Synchronization

/// When an API answers every request 429; shared by who plans it and who answers.
package final class RequestStorms: Sendable {
    /// In the order of their beginnings.
    private let ranges = Mutex<[Range<Timestamp>]>([])

    package init() {}

    package func add(_ range: Range<Timestamp>) {
        ranges.withLock { $0.append(range) }
    }

    /// Seconds until the storm ends that rages now, as `Retry-After` says them; nil without one.
    package func secondsLeft(at now: Timestamp) -> Int64? {
        let storm = ranges.withLock { ranges in
            // No request comes from the past.
            ranges.removeAll { $0.upperBound <= now }
            return ranges.first { $0.contains(now) }
        }
        return storm.map { storm in
            max(1, (storm.upperBound.microseconds - now.microseconds + 999_999) / 1_000_000)
        }
    }
}
