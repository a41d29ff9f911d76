package import Postgres
package import Runtime

/// Appends verified events to the log by group commit.
///
/// ```swift
/// let appender = Appender(settings, rejections: rejections) { source, head in
///     projectors.wake(source, head)
/// }
/// try appender.start()
/// appender.submit(event) { outcome in response.finish(outcome) }
/// ```
///
/// One thread with one connection takes all events that wait and commits them together: under
/// load the batches are large, when idle a event is committed at once. An outcome other than
/// `unavailable` and `refused` means: durable, by the promise that the server gave.
package final class Appender: Service {
    package let name = "appender"

    private let settings: ConnectionSettings
    private let rejections: RejectionLog
    private let options: AppenderOptions
    private let logger: Logger
    private let onAppended: @Sendable (Int32, Int64) -> Void
    private let queue: AppendQueue
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
        queue = AppendQueue(
            eventLimit: options.eventLimit, octetLimit: options.octetLimit)
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

    /// Takes no more events, commits or answers `unavailable` to all that were accepted, writes
    /// the rejections, and returns.
    package func stop() {
        queue.close()
        thread.wake()
        thread.join()
    }

    /// Hands an event over; never blocks, callable from any thread.
    ///
    /// The completion is called exactly once and must not block: on the writing thread, or, when
    /// the queue is full or closed, at once on the caller's with `unavailable`.
    package func submit(
        _ event: NewEvent, completion: @escaping @Sendable (AppendOutcome) -> Void
    ) {
        let pending = PendingAppend(event: event, octets: event.octets, completion: completion)
        if let refusal = queue.submit(pending) {
            let outcome = AppendOutcome.unavailable(reason: refusal.rawValue)
            board.answered(outcome)
            completion(outcome)
        } else {
            thread.wake()
        }
    }

    /// Counters and gauges as of now.
    package var status: AppenderStatus {
        var status = board.current
        (status.pendingEvents, status.pendingOctets) = queue.unanswered
        return status
    }
}
