import Events
import Glibc
import HTTPClient
package import Providers
package import Runtime

/// Sends notifications to the endpoints of their channels, as their providers do: signed, at least
/// once, with retries, over connections that stay open.
///
///     let engine = DeliveryEngine(channels: [channel], desk: desk)
///     let summary = try engine.run(WebhookList(webhooks))
///
/// One thread does everything: whoever calls `run`. What is to be done with a delivery is decided
/// by `DeliveryLife` and `EndpointHealth`; this is the shell that carries it out.
package final class DeliveryEngine {
    /// One delivery that is not over.
    struct Slot {
        var webhook: OutgoingWebhook
        var endpointID: String
        var life: DeliveryLife
        /// Others of its stream wait for its first attempt.
        var holdsStream = false
        /// A call without an event, and who wants to know its result.
        var pingReport: (@Sendable (AttemptResult) -> Void)?
    }

    /// Takes an attempt as it goes out: the path, the provider's own headers, the body.
    package typealias Recorder = (String, [HeaderField], [UInt8]) throws -> Void

    let channels: [DeliveryChannel]
    let desk: DeliveryDesk
    let options: DeliveryOptions
    let clock: Clock
    /// Told about each attempt as it goes out.
    let recorder: Recorder?
    private let progress: ((DeliverySummary) -> Void)?
    /// Told about each attempt's result, with the life of its delivery after it.
    package var observer: ((OutgoingWebhook, DeliveryLife, AttemptResult) -> Void)?

    var slots: [Slot?] = []
    private var freeSlots: [Int] = []
    var timers = TimerQueue()
    var streams = StreamOrder()
    var pools: [ConnectionPool] = []
    private var views: [ChannelView]
    var summary = DeliverySummary()
    /// Deliveries whose first attempt has not begun.
    var unbegunCount = 0
    private var startNanoseconds: UInt64 = 0
    private var startWallMicroseconds: Int64 = 0
    var readBuffer = [UInt8](repeating: 0, count: 16_384)
    /// For `poll`, built anew for each wait in the same memory.
    var descriptors: [pollfd] = []
    /// Something may have been left on the desk since it was looked at.
    var deskIsReady = true
    /// Answers that were read and not yet taken.
    var answers: [(slot: Int, answer: AnswerScanner.Answer)] = []

    package init(
        channels: [DeliveryChannel], desk: DeliveryDesk,
        options: DeliveryOptions = DeliveryOptions(), recorder: Recorder? = nil,
        clock: Clock = .system, progress: ((DeliverySummary) -> Void)? = nil
    ) {
        self.channels = channels
        self.desk = desk
        self.options = options
        self.recorder = recorder
        self.clock = clock
        self.progress = progress
        views = channels.map { _ in ChannelView() }
    }

    /// Sends everything and returns when every delivery is over, or a stop was requested.
    ///
    /// Throws only what a recorder throws: a receiver's failures are part of the summary.
    package func run(_ source: some WebhookSource) throws -> DeliverySummary {
        var intake = WebhookIntake(source: source, options: options)
        startNanoseconds = clock.monotonicNanoseconds()
        startWallMicroseconds = clock.wallMicroseconds()
        var nextProgress = options.progressMilliseconds * 1_000
        var nextDeadlineCheck: Int64 = 0
        while !desk.stopIsRequested {
            if deskIsReady { takeRequests() }
            refreshViews()
            let now = self.now
            try takeWebhooks(from: &intake, now: now)
            while let slot = timers.removeFirst(dueBy: now) { try enqueue(slot) }
            try dispatch()
            if isFinished(intake) { break }
            if now >= nextProgress {
                report()
                nextProgress = now + options.progressMilliseconds * 1_000
            }
            if now >= nextDeadlineCheck {
                try endLateAttempts(now: now)
                nextDeadlineCheck = now + 20_000
            }
            try wait(until: nextEvent(intake, progressAt: nextProgress))
        }
        report()
        return summary
    }

    /// Microseconds since the run's start.
    var now: Int64 { Int64((clock.monotonicNanoseconds() - startNanoseconds) / 1_000) }

    var wallTime: Timestamp { Timestamp(microseconds: clock.wallMicroseconds()) }

    /// When something is due, in microseconds since the run's start.
    func sinceStart(_ time: Timestamp) -> Int64 { time.microseconds - startWallMicroseconds }

    private func isFinished(_ intake: WebhookIntake) -> Bool {
        intake.isAtEnd && slots.count == freeSlots.count && !options.staysOpen
    }

    private func report() {
        summary.elapsedMicroseconds = now
        summary.unfinished = slots.count - freeSlots.count
        progress?(summary)
    }

    private func nextEvent(_ intake: WebhookIntake, progressAt: Int64) -> Int64 {
        var time = progressAt
        if let timer = timers.firstTime { time = min(time, timer) }
        if let due = intake.nextDue, hasRoom { time = min(time, due) }
        if pools.contains(where: \.isBusy) { time = min(time, now + 50_000) }
        return time
    }

    /// Whether another notification may be begun.
    var hasRoom: Bool {
        unbegunCount < 4 * options.connections
            && slots.count - freeSlots.count < options.unfinishedLimit
    }

    // MARK: Slots and views

    func add(_ slot: Slot) -> Int {
        if let number = freeSlots.popLast() {
            slots[number] = slot
            return number
        }
        slots.append(slot)
        return slots.count - 1
    }

    func remove(_ number: Int) {
        slots[number] = nil
        freeSlots.append(number)
    }

    func view(_ channel: Int) -> ChannelView { views[channel] }

    /// Takes over what the REST side has changed.
    private func refreshViews() {
        for (place, channel) in channels.enumerated() {
            let revision = channel.revision
            guard views[place].revision != revision else { continue }
            views[place] = ChannelView(channel, revision: revision) { self.pool(for: $0) }
        }
    }

    private func pool(for url: TargetURL) -> ConnectionPool {
        if let pool = pools.first(where: { $0.host == url.host && $0.port == url.port }) {
            return pool
        }
        let pool = ConnectionPool(host: url.host, port: url.port, limit: options.connections)
        pools.append(pool)
        return pool
    }
}
