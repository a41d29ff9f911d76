/// Counts of times in microseconds, in buckets at most 1/64 wide of their value, so that a
/// percentile of any number of samples costs constant memory.
struct LatencyHistogram {
    private static let bucketBits: UInt64 = 6
    private static let linear: UInt64 = 1 << (bucketBits + 1)

    private var counts = [UInt64](repeating: 0, count: Int(64 * (1 << bucketBits)))
    private(set) var count: UInt64 = 0
    private(set) var maximum: UInt64 = 0

    mutating func record(_ microseconds: UInt64) {
        counts[Self.bucket(microseconds)] += 1
        count += 1
        maximum = max(maximum, microseconds)
    }

    /// The upper bound of the bucket below which the given part of all samples lies; 0 for none.
    func percentile(_ part: Double) -> UInt64 {
        let rank = UInt64((Double(count) * part).rounded(.up))
        guard rank > 0 else { return 0 }
        var seen: UInt64 = 0
        for (bucket, samples) in counts.enumerated() {
            seen += samples
            if seen >= rank { return min(Self.upperBound(bucket), maximum) }
        }
        return maximum
    }

    /// Exact up to 127; above, 64 buckets for each doubling.
    private static func bucket(_ value: UInt64) -> Int {
        guard value >= linear else { return Int(value) }
        let shift = UInt64(63 - value.leadingZeroBitCount) - bucketBits
        return Int((shift << bucketBits) + (value >> shift))
    }

    private static func upperBound(_ bucket: Int) -> UInt64 {
        let value = UInt64(bucket)
        guard value >= linear else { return value }
        let shift = (value >> bucketBits) - 1
        let leading = value - (shift << bucketBits)
        return ((leading + 1) << shift) - 1
    }
}
