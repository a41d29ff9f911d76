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
        count("unknown-source", sourceID: RejectionLog.unknownSourceID, "(unknown)", body: nil)
    }

    /// A signature header that was sent more than once.
    func countRepeatedProof(_ source: IntakeSource) {
        count(
            RefusalCause.signatureRepeated.rawValue, sourceID: source.sourceID, source.name,
            body: nil)
    }

    /// An authentic delivery that PostgreSQL refuses even as bare bytes.
    func countUnstorable(_ source: IntakeSource, body: [UInt8]) {
        count("unstorable", sourceID: source.sourceID, source.name, body: body)
    }

    func count(_ cause: RefusalCause, _ source: IntakeSource, body: [UInt8]) {
        count(cause.rawValue, sourceID: source.sourceID, source.name, body: body)
    }

    private func count(_ cause: String, sourceID: Int32, _ source: String, body: [UInt8]?) {
        rejections.count(
            sourceID: sourceID, reason: cause,
            at: Timestamp(microseconds: clock.wallMicroseconds()),
            sample: body.map { RejectionSample(detail: nil, body: $0) })
        metrics.countRefusal(cause: cause, source: source)
    }
}
