/// The bounds of the appender and what it demands of the database.
package struct AppenderOptions: Sendable {
    /// Deliveries that wait or are being written, at most.
    package var deliveryLimit = 16_384
    /// Their bytes, at most.
    package var octetLimit = 64 << 20
    /// Deliveries in one transaction, at most.
    package var batchDeliveryLimit = 1_000
    /// Their bytes, at most; a single larger delivery goes alone.
    package var batchOctetLimit = 8 << 20
    /// How long a transaction may take, reconnecting included, before its senders are told to try
    /// again.
    package var answerTimeLimit: Duration = .seconds(10)
    package var durabilityCheckInterval: Duration = .seconds(60)
    package var rejectionFlushInterval: Duration = .seconds(1)
    /// What the append connection sets `synchronous_commit` to.
    package var commitLevel: CommitLevel = .on
    /// Append although the server does not promise durability (`--unsafe-durability`).
    package var unsafeDurability = false

    package init() {}

    /// The levels of `synchronous_commit` under which an acknowledged event survives a crash.
    package enum CommitLevel: String, Sendable {
        case on
        case remoteApply = "remote_apply"
    }
}

/// What the metrics and `readyz` show of the appender.
package struct AppenderStatus: Hashable, Sendable {
    /// Deliveries that wait or are being written.
    package internal(set) var pendingDeliveries = 0
    package internal(set) var pendingOctets = 0
    package internal(set) var isConnected = false
    /// Why events cannot be appended now; nil while they can.
    package internal(set) var unavailableReason: String?
    /// The last error of any kind, kept after it has passed.
    package internal(set) var lastError: String?
    /// Committed transactions.
    package internal(set) var batches: UInt64 = 0
    package internal(set) var appended: UInt64 = 0
    package internal(set) var duplicates: UInt64 = 0
    package internal(set) var conflicts: UInt64 = 0
    package internal(set) var refused: UInt64 = 0
    package internal(set) var unavailable: UInt64 = 0
    /// Events whose `received_at` was taken from the head, more than a second ahead of the clock.
    package internal(set) var clampedReceipts: UInt64 = 0
    /// By how much, in the last transaction; above a second the server's clock has gone back.
    package internal(set) var lastClampMicroseconds: Int64 = 0
}
