internal import Glibc
internal import Postgres
internal import Runtime
internal import Synchronization

/// The appender's one writing thread: while one transaction commits, the next one's deliveries
/// collect in the queue.
struct AppendWriter: ~Copyable {
    let queue: DeliveryQueue
    let rejections: RejectionLog
    let options: AppenderOptions
    let status: AppenderStatusBoard
    let logger: Logger
    let onAppended: @Sendable (Int32, Int64) -> Void
    var connection: AppendConnection
    private var nextTick = ContinuousClock.now

    init(
        settings: ConnectionSettings, queue: DeliveryQueue, rejections: RejectionLog,
        options: AppenderOptions, status: AppenderStatusBoard, logger: Logger,
        onAppended: @escaping @Sendable (Int32, Int64) -> Void
    ) {
        self.queue = queue
        self.rejections = rejections
        self.options = options
        self.status = status
        self.logger = logger
        self.onAppended = onAppended
        connection = AppendConnection(settings: settings, options: options)
    }

    /// Runs until the queue is closed and everything accepted is answered.
    mutating func run(_ wakeup: Wakeup) {
        while true {
            // Asked before the queue is emptied: what was accepted before the closing is seen.
            let isOpen = queue.isOpen
            let waiting = queue.takeAll()
            write(waiting)
            if ContinuousClock.now >= nextTick || !isOpen { tick() }
            guard waiting.isEmpty else { continue }
            guard isOpen else { return reportUnwrittenRejections() }
            let milliseconds = Int64((nextTick - .now) / .milliseconds(1)) + 1
            wakeup.wait(timeoutMilliseconds: max(1, Int(milliseconds)))
        }
    }

    /// Keeps the connection open and checked, and writes the rejections, about once a second.
    private mutating func tick() {
        nextTick = .now + options.rejectionFlushInterval
        do {
            let open = try connection.ready()
            status.available()
            try rejections.flush(to: open)
        } catch {
            if error.isConnectionLost { connection.discard(error) }
            report(error)
        }
    }

    private mutating func write(_ waiting: [PendingDelivery]) {
        guard !waiting.isEmpty else { return }
        var rest = waiting.sorted(by: Delivery.batchOrder)[...]
        while !rest.isEmpty {
            let batch = nextBatch(of: rest)
            rest = rest.dropFirst(batch.count)
            settle(batch, by: .now + options.answerTimeLimit)
        }
    }

    private func nextBatch(of rest: ArraySlice<PendingDelivery>) -> ArraySlice<PendingDelivery> {
        var octets = 0
        let count = rest.prefix(options.batchDeliveryLimit).prefix { pending in
            octets += pending.octets
            return octets <= options.batchOctetLimit
        }.count
        return rest.prefix(max(1, count))
    }

    /// Answers every delivery of the batch, in as many transactions as it takes.
    private mutating func settle(
        _ batch: ArraySlice<PendingDelivery>, by deadline: ContinuousClock.Instant
    ) {
        do {
            answer(batch, try commit(batch, by: deadline))
        } catch {
            report(error)
            guard let parts = Self.parts(of: batch, after: error) else {
                let outcome: AppendOutcome =
                    error.isRefusedValue
                    ? .refused(reason: error.description)
                    : .unavailable(reason: error.description)
                for pending in batch { answer(pending, outcome) }
                return
            }
            settle(parts.0, by: deadline)
            settle(parts.1, by: deadline)
        }
    }

    /// How to go on after a refusal, so that one delivery's fault is not the others'; nil when the
    /// batch cannot or need not be divided.
    private static func parts(
        of batch: ArraySlice<PendingDelivery>, after error: PostgresError
    ) -> (ArraySlice<PendingDelivery>, ArraySlice<PendingDelivery>)? {
        guard batch.count > 1, !error.isConnectionLost, error.sqlState != .warning else {
            return nil
        }
        if error.isRefusedValue {
            let middle = batch.startIndex + batch.count / 2
            return (batch[..<middle], batch[middle...])
        }
        // Anything else is the fault of the database or of a whole source.
        let first = batch.first?.delivery.sourceID
        let head = batch.prefix { $0.delivery.sourceID == first }
        return head.count < batch.count ? (head, batch.dropFirst(head.count)) : nil
    }

    /// Commits one transaction.
    ///
    /// When the connection breaks in between the outcome is in doubt: the
    /// same batch is appended again, and the log's own dedupe tells what had happened.
    private mutating func commit(
        _ batch: ArraySlice<PendingDelivery>, by deadline: ContinuousClock.Instant
    ) throws(PostgresError) -> AppendTransaction.Result {
        var isInDoubt = false
        while true {
            do {
                let open = try connection.ready()
                // Past it the socket is closed; a cancel request could meet the COMMIT.
                open.answerTimeLimit = max(deadline - .now, .milliseconds(100))
                isInDoubt = true
                return try AppendTransaction(connection: open).append(batch)
            } catch {
                if error.isConnectionLost { connection.discard(error) }
                let canRepeat = error.isConnectionLost || error.isRetryableConflict
                guard canRepeat, isInDoubt, connection.nextAttempt < deadline,
                    ContinuousClock.now < deadline
                else { throw error }
                report(error)
                sleep(until: connection.nextAttempt)
            }
        }
    }

    private func sleep(until instant: ContinuousClock.Instant) {
        let milliseconds = (instant - .now) / .milliseconds(1)
        if milliseconds > 0 { poll(nil, 0, Int32(milliseconds) + 1) }
    }

    private func answer(
        _ batch: ArraySlice<PendingDelivery>, _ result: AppendTransaction.Result
    ) {
        status.committed(result)
        if result.clampedMicroseconds > AppenderStatusBoard.clampThresholdMicroseconds {
            logger.warning(
                "the database's clock is behind the log: received_at was taken from the head",
                ["microseconds": .integer(result.clampedMicroseconds)])
        }
        for head in result.newHeads { onAppended(head.sourceID, head.position) }
        for (pending, outcome) in zip(batch, result.outcomes) { answer(pending, outcome) }
    }

    private func answer(_ pending: PendingDelivery, _ outcome: AppendOutcome) {
        status.answered(outcome)
        queue.answer(pending, outcome)
    }

    private func reportUnwrittenRejections() {
        let count = rejections.unwrittenCount
        guard count > 0 else { return }
        logger.warning(
            "stopped before refused deliveries could be counted in the database",
            ["count": .integer(count)])
    }

    private func report(_ error: PostgresError) {
        let isNew = status.failed(error)
        // Each cause once: while the database is away the same line would come every second.
        if isNew { logger.warning("cannot append", ["error": "\(error.description)"]) }
    }
}
