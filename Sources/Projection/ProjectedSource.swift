package import Configuration
package import Ledger

/// A source whose log is to be folded, with the settings that the configuration has for it now.
package struct ProjectedSource: Sendable {
    package var sourceID: Int32
    package var name: String
    /// Used when its first generation is made; afterwards a generation keeps its own.
    package var settings: FoldSettings

    package init(sourceID: Int32, name: String, settings: FoldSettings) {
        self.sourceID = sourceID
        self.name = name
        self.settings = settings
    }
}

/// How much a projector takes at once.
package struct ProjectionLimits: Sendable {
    /// Events in one batch at most; one batch is one transaction.
    package var batchEvents: Int32 = 8_000
    /// Bytes of entities kept in memory between batches.
    ///
    /// As far as they are counted: the process takes about twice as much. See `shared(among:)`.
    package var cacheBytes = 160 << 20
    /// About how many deadlines fire in one transaction at most.
    package var deadlineSlice = 2_000
    /// How much of each account stays in memory between batches.
    package var accountWindow = AccountWindow()
    /// How long an owner that does not commit keeps its lease.
    package var leaseSeconds: Int32 = 15
    /// How long a re-projection's switch, and the moment before its comparison, wait for a lock at
    /// a time: they keep the active projector waiting meanwhile.
    package var lockMilliseconds = 2_000
    /// For how long they try again.
    package var lockPatience = Duration.seconds(30)

    package init() {}

    /// The limits of one of several sources that a process folds at once: they share the memory.
    package func shared(among sourceCount: Int) -> ProjectionLimits {
        var limits = self
        limits.cacheBytes = max(8 << 20, cacheBytes / max(sourceCount, 1))
        return limits
    }
}
