internal import Cryptography
internal import Events
internal import Postgres

/// The state of walking along one source's chain; stops judging at the first failure.
struct ChainWalk: ~Copyable {
    private let source: LogSource
    private let epochs: [EpochStart]
    private var link: ChainLink
    private var lastPosition: Int64 = 0
    private var lastReceivedAt: Timestamp?
    private(set) var failure: ChainFailure?

    var intactEvents: Int64 { lastPosition }

    init(source: LogSource, epochs: [EpochStart]) {
        self.source = source
        self.epochs = epochs
        link = ChainLink(sourceName: source.name)
    }

    /// Judges the next event.
    mutating func visit(_ row: Row) throws(PostgresError) {
        guard failure == nil else { return }
        let position = try row.int64(ChainLink.Column.position.rawValue)
        guard position == lastPosition + 1 else {
            fail(at: lastPosition + 1, "the event is missing; the next one is \(position)")
            return
        }
        let receivedAt = try row.timestamp(ChainLink.Column.receivedAt.rawValue)
        if let lastReceivedAt, receivedAt < lastReceivedAt {
            fail(at: position, "received_at is earlier than that of the position before")
            return
        }
        if let finding = try link.extend(with: row, epoch: epoch(of: position)) {
            fail(at: position, finding)
            return
        }
        lastPosition = position
        lastReceivedAt = receivedAt
    }

    /// Judges the end of the walk against the head.
    mutating func arrive(at head: LogHead?) {
        guard failure == nil else { return }
        guard let head else { return fail(at: lastPosition, "the source has no head") }
        if head.position > lastPosition {
            fail(at: lastPosition + 1, "the event is missing; the head is at \(head.position)")
        } else if head.position < lastPosition {
            fail(at: lastPosition, "the event lies behind the head, which is at \(head.position)")
        } else if head.chain != link.chain {
            fail(at: lastPosition, "the head's chain differs from the last event's")
        } else if let lastReceivedAt, lastReceivedAt != head.receivedAt {
            fail(at: lastPosition, "the head's received_at differs from the last event's")
        } else if head.epoch != epochs.last?.epoch {
            fail(at: lastPosition, "the head's epoch differs from the last one that was started")
        }
    }

    private func epoch(of position: Int64) -> Int32 {
        epochs.last { $0.firstPosition <= position }?.epoch ?? 0
    }

    private mutating func fail(at position: Int64, _ finding: String) {
        failure = ChainFailure(source: source.name, position: position, finding: finding)
    }
}
