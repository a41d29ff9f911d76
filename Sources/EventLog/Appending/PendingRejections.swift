internal import Events
internal import Postgres

/// Counts and samples that are not written yet; bounded.
struct PendingRejections: Sendable {
    private struct Key: Hashable {
        let sourceID: Int32
        let reason: String
        let hour: Timestamp
    }

    private struct Sample {
        let time: Timestamp
        let reason: String
        let detail: String?
        let body: [UInt8]
        let bodyOctets: Int
    }

    private var counts: [Key: Int64] = [:]
    /// The last ones of each source, oldest first.
    private var samples: [Int32: [Sample]] = [:]

    var isEmpty: Bool { counts.isEmpty }

    var total: Int64 { counts.values.reduce(0, +) }

    mutating func add(
        sourceID: Int32, reason: String, at time: Timestamp, sample: RejectionSample?
    ) {
        count(Key(sourceID: sourceID, reason: Self.storable(reason), hour: time.hour), 1)
        guard let sample else { return }
        let kept = Sample(
            time: time, reason: Self.storable(reason),
            detail: sample.detail.map(Self.storable),
            body: Array(sample.body.prefix(RejectionLog.sampleOctetLimit)),
            bodyOctets: sample.body.count)
        keep([kept], of: sourceID)
    }

    /// Puts back what could not be written, before what came since.
    mutating func putBack(_ older: PendingRejections) {
        let newer = self
        self = older
        for (key, number) in newer.counts { count(key, number) }
        for (sourceID, kept) in newer.samples { keep(kept, of: sourceID) }
    }

    private mutating func count(_ key: Key, _ number: Int64) {
        let isFull = counts[key] == nil && counts.count >= RejectionLog.counterLimit
        let overflow = Key(
            sourceID: RejectionLog.unknownSourceID, reason: RejectionLog.overflowReason,
            hour: counts.keys.map(\.hour).max() ?? key.hour)
        counts[isFull ? overflow : key, default: 0] += number
    }

    private mutating func keep(_ newer: [Sample], of sourceID: Int32) {
        let all = samples[sourceID, default: []] + newer
        samples[sourceID] = Array(all.suffix(RejectionLog.sampleLimitPerSource))
    }

    /// PostgreSQL's text cannot hold NUL, and a path may be long.
    private static func storable(_ text: String) -> String {
        String(text.prefix(300).map { $0 == "\0" ? "\u{FFFD}" : $0 })
    }

    /// The arguments of `log.record_rejections`.
    var parameters: [Parameter] {
        let counted = Array(counts)
        let sampled = samples.sorted { $0.key < $1.key }.flatMap { sourceID, kept in
            kept.map { (sourceID: sourceID, sample: $0) }
        }
        return [
            .array(counted.map(\.key.sourceID)),
            .array(counted.map(\.key.reason)),
            .array(counted.map(\.key.hour)),
            .array(counted.map(\.value)),
            .array(sampled.map(\.sourceID)),
            .array(sampled.map(\.sample.time)),
            .array(sampled.map(\.sample.reason)),
            .array(sampled.map(\.sample.detail)),
            .array(sampled.map(\.sample.body)),
            .array(sampled.map { Int64($0.sample.bodyOctets) }),
        ]
    }
}

extension Timestamp {
    /// The start of the hour that the instant lies in.
    fileprivate var hour: Timestamp {
        let hourMicroseconds: Int64 = 3_600_000_000
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: hourMicroseconds)
        return Timestamp(
            microseconds: (remainder < 0 ? quotient - 1 : quotient) * hourMicroseconds)
    }
}
