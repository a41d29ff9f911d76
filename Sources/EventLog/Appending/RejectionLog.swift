package import Events
internal import Postgres
internal import Synchronization

/// A refused delivery, kept as an example.
///
/// Never put credentials into it.
package struct RejectionSample: Hashable, Sendable {
    /// What was wrong, for a person; no header values.
    package var detail: String?
    /// The body as received; its first 4 KiB are kept.
    package var body: [UInt8]

    package init(detail: String?, body: [UInt8]) {
        self.detail = detail
        self.body = body
    }
}

/// Counts refused deliveries in memory; the appender's thread writes the counts each second.
///
/// A flood of forgeries therefore costs the database nothing. While the database is away everything
/// is kept, within bounds: beyond them counts go on under one reason, samples lose the oldest.
package final class RejectionLog: Sendable {
    /// The source of deliveries to a path that no source is configured for.
    package static let unknownSourceID: Int32 = 0
    /// The reason under which is counted what no longer fits.
    package static let overflowReason = "other"

    static let counterLimit = 4_096
    static let sampleLimitPerSource = 100
    static let sampleOctetLimit = 4_096

    private let pending = Mutex(PendingRejections())

    package init() {}

    /// Counts one refused delivery; callable from any thread, never blocks.
    package func count(
        sourceID: Int32, reason: String, at time: Timestamp, sample: RejectionSample? = nil
    ) {
        pending.withLock { $0.add(sourceID: sourceID, reason: reason, at: time, sample: sample) }
    }

    /// Refused deliveries that are counted in memory alone.
    package var unwrittenCount: Int64 { pending.withLock { $0.total } }

    /// Writes what is counted; keeps it when that fails.
    func flush(to connection: Connection) throws(PostgresError) {
        let taken = pending.withLock { pending in
            let taken = pending
            pending = PendingRejections()
            return taken
        }
        guard !taken.isEmpty else { return }
        do {
            try connection.transaction { () throws(PostgresError) in
                _ = try connection.query(Self.sql, taken.parameters)
            }
        } catch {
            // In doubt when the connection broke during COMMIT: then these may be counted twice,
            // which is better than not at all.
            pending.withLock { $0.putBack(taken) }
            throw error
        }
    }

    private static let sql =
        "SELECT log.record_rejections($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
}
