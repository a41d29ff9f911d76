package import Postgres
package import Runtime

/// Appends verified deliveries to the log by group commit.
///
/// ```swift
/// let appender = Appender(settings, rejections: rejections) { source, head in
///     projectors.wake(source, head)
/// }
/// try appender.start()
/// let submission = appender.submit(delivery) { outcome in response.finish(outcome) }
/// ```
///
/// One thread with one connection takes all deliveries that wait and commits them together: under
/// load the batches are large, when idle a delivery is committed at once. An outcome other than
/// `unavailable` and `refused` means: durable, by the promise that the server gave.
package final class Appender: Service {
    package let name = "appender"

    private let settings: ConnectionSettings
    private let rejections: RejectionLog
    private let options: AppenderOptions
    private let logger: Logger
    private let onAppended: @Sendable (Int32, Int64) -> Void
    private let queue: DeliveryQueue
    private let board = AppenderStatusBoard()
    private let thread = AppenderThread()

    /// - Parameter onAppended: Called on the writing thread with a source's id and its new head
    ///   after each commit that added events, before the completions; must not block.
    package init(
        _ settings: ConnectionSettings, rejections: RejectionLog = RejectionLog(),
        options: AppenderOptions = AppenderOptions(), logger: Logger = .silent,
        onAppended: @escaping @Sendable (_ sourceID: Int32, _ headPosition: Int64) -> Void = {
            _, _ in
        }
    ) {
        self.settings = settings
        self.rejections = rejections
        self.options = options
        self.logger = logger
        self.onAppended = onAppended
        queue = DeliveryQueue(
            deliveryLimit: options.deliveryLimit, octetLimit: options.octetLimit)
    }

    /// Starts the writing thread; it connects by itself, and again whenever the database returns.
    package func start() throws {
        let wakeup = try Wakeup()
        let (settings, queue, rejections, options, board, logger, onAppended) =
            (settings, queue, rejections, options, board, logger, onAppended)
        queue.open()
        let worker: Worker
        do {
            worker = try Worker("appender") {
                var writer = AppendWriter(
                    settings: settings, queue: queue, rejections: rejections, options: options,
                    status: board, logger: logger, onAppended: onAppended)
                writer.run(wakeup)
            }
        } catch {
            queue.close()
            throw error
        }
        thread.set(worker, wakeup)
    }

    /// Takes no more deliveries, commits or answers `unavailable` to all that were accepted, writes
    /// the rejections, and returns.
    package func stop() {
        queue.close()
        thread.wake()
        thread.join()
    }

    /// Hands a delivery over; never blocks, callable from any thread.
    ///
    /// The completion is called exactly once, on the writing thread, when the delivery was
    /// accepted, and never when it was not; it must not block.
    package func submit(
        _ delivery: Delivery, _ completion: @escaping @Sendable (AppendOutcome) -> Void
    ) -> Submission {
        let pending = PendingDelivery(
            delivery: delivery, octets: delivery.octets, completion: completion)
        let submission = queue.submit(pending)
        if submission == .accepted { thread.wake() }
        return submission
    }

    /// Counters and gauges as of now.
    package var status: AppenderStatus {
        var status = board.current
        (status.pendingDeliveries, status.pendingOctets) = queue.unanswered
        return status
    }
}
