import EventLog
import Events
import Providers
import Runtime

/// Counts deliveries that were refused at the door, by cause; never their credentials.
struct RefusalCounter: Sendable {
    let rejections: RejectionLog
    let metrics: IntakeMetrics
    let clock: Clock

    /// A path that names no configured source; all share one counter, because names are free.
    func countUnknownSource() {
        count("unknown-source", sourceID: RejectionLog.unknownSourceID, "(unknown)", sample: nil)
    }

    /// A signature header that was sent more than once.
    func countRepeatedProof(_ source: IntakeSource) {
        count(
            RefusalCause.signatureRepeated.rawValue, sourceID: source.sourceID, source.name,
            sample: nil)
    }

    /// An authentic delivery that PostgreSQL refuses even as bare bytes.
    func countUnstorable(_ source: IntakeSource, body: [UInt8]) {
        count(
            "unstorable", sourceID: source.sourceID, source.name,
            sample: RejectionSample(detail: nil, body: body))
    }

    /// - Parameter client: Whose secret may be wrong, or who tries to forge.
    func count(_ cause: RefusalCause, _ source: IntakeSource, body: [UInt8], from client: String) {
        count(
            cause.rawValue, sourceID: source.sourceID, source.name,
            sample: RejectionSample(detail: "from \(client)", body: body))
    }

    private func count(
        _ cause: String, sourceID: Int32, _ source: String, sample: RejectionSample?
    ) {
        rejections.count(
            sourceID: sourceID, reason: cause,
            at: Timestamp(microseconds: clock.wallMicroseconds()),
            sample: sample)
        metrics.countRefusal(cause: cause, source: source)
    }
}
