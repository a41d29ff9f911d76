import Synchronization

/// A number that only grows; counting is one atomic addition.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    /// Counts one, or `amount`.
    package func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// What was counted so far.
    package var value: UInt64 { count.load(ordering: .relaxed) }
}

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let amount = Atomic<Int64>(0)

    package func set(_ value: Int64) { amount.store(value, ordering: .relaxed) }

    package func add(_ difference: Int64) { amount.wrappingAdd(difference, ordering: .relaxed) }

    /// The number now.
    package var value: Int64 { amount.load(ordering: .relaxed) }
}

/// Counts observations by size.
///
/// A value on a bound belongs to that bound's bucket.
package final class Histogram: Sendable {
    /// Bounds for durations in seconds, from 500 µs to 10 s.
    package static let latencySeconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// What was observed so far.
    struct Reading: Sendable {
        /// One count a bound and one for all beyond the last; not cumulative.
        var counts: [UInt64]
        var sum: Double
    }

    let upperBounds: [Double]
    private let reading: Mutex<Reading>

    init(upperBounds: [Double]) {
        let ascending = zip(upperBounds, upperBounds.dropFirst()).allSatisfy { $0 < $1 }
        precondition(ascending, "the bounds of a histogram must rise")
        self.upperBounds = upperBounds
        reading = Mutex(
            Reading(counts: Array(repeating: 0, count: upperBounds.count + 1), sum: 0))
    }

    package func observe(_ value: Double) {
        let bucket = upperBounds.firstIndex { value <= $0 } ?? upperBounds.count
        reading.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    /// How many values were observed.
    package var count: UInt64 { read().counts.reduce(0, +) }

    func read() -> Reading { reading.withLock { $0 } }
}
