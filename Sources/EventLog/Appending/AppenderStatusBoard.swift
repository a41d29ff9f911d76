internal import Postgres
internal import Synchronization

/// The appender's counters, written by its thread and read by the metrics.
final class AppenderStatusBoard: Sendable {
    static let clampThresholdMicroseconds: Int64 = 1_000_000

    private let status = Mutex(AppenderStatus())

    var current: AppenderStatus { status.withLock { $0 } }

    func available() {
        status.withLock { status in
            status.isConnected = true
            status.unavailableReason = nil
        }
    }

    func committed(_ result: AppendTransaction.Result) {
        status.withLock { status in
            status.isConnected = true
            status.unavailableReason = nil
            status.batches += 1
            status.lastClampMicroseconds = result.clampedMicroseconds
            if result.clampedMicroseconds > Self.clampThresholdMicroseconds {
                status.clampedReceipts += UInt64(result.outcomes.count)
            }
        }
    }

    func answered(_ outcome: AppendOutcome) {
        status.withLock { status in
            switch outcome {
            case .appended: status.appended += 1
            case .duplicate: status.duplicates += 1
            case .conflict: status.conflicts += 1
            case .refused: status.refused += 1
            case .unavailable: status.unavailable += 1
            }
        }
    }

    /// Notes an error; returns whether it differs from the one noted before.
    func failed(_ error: PostgresError) -> Bool {
        status.withLock { status in
            let text = error.description
            let noted = error.isRefusedValue ? status.lastError : status.unavailableReason
            let isNew = noted != text
            status.lastError = text
            if !error.isRefusedValue { status.unavailableReason = text }
            if error.isConnectionLost { status.isConnected = false }
            return isNew
        }
    }
}
