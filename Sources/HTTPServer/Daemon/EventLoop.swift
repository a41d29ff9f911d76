import Glibc
import Runtime
import Synchronization

/// The one thread that owns a libmicrohttpd daemon: every call into the library is made here.
///
/// The library runs in external event-loop mode, because with a thread of its own it goes back to
/// sleep after a full batch of 128 events (seen with 0.9.75), so that requests of 128 and more busy
/// connections can stay unread for ever. Here it is run again while it says that work is pending,
/// and every wait is bounded.
///
/// Sound as `Sendable` because all but `stopRequested`, `wakeup` and `mailbox` is touched on the
/// thread that runs `run()` alone, and by the callbacks that the library makes on that thread.
final class EventLoop: @unchecked Sendable {
    /// Runs of the library before the thread looks at anything else again.
    private static let runsAtATime = 64

    let router: any RequestRouter
    let limits: HTTPLimits
    let metrics: HTTPMetrics
    let mailbox: Mailbox
    let headReader = HeadReader()
    let isTLS: Bool
    let pathAlphabet: PathAlphabet
    private(set) var connections: [ConnectionRecord] = []
    private(set) var heldBodyBytes = 0
    private(set) var stopping: Stopping?
    var lingeringCloses = LingeringCloses()

    private let wakeup: Wakeup
    private let stopRequested = Atomic<Bool>(false)
    private var answered: [Exchange] = []
    private var answerCounters: [Int: Counter] = [:]
    private var descriptors: [pollfd] = []
    private var nextCheckNanoseconds: UInt64 = 0

    /// How far the end has come.
    enum Stopping {
        /// Requests in flight are finished until then.
        case finishing(untilNanoseconds: UInt64)
        /// All are answered; the answers are sent until then.
        case flushing(untilNanoseconds: UInt64)
    }

    init(
        router: any RequestRouter, limits: HTTPLimits, metrics: HTTPMetrics, isTLS: Bool,
        pathAlphabet: PathAlphabet
    ) throws(SystemCallError) {
        self.router = router
        self.limits = limits
        self.metrics = metrics
        self.isTLS = isTLS
        self.pathAlphabet = pathAlphabet
        wakeup = try Wakeup()
        mailbox = Mailbox(wakeup: wakeup, metrics: metrics)
    }

    /// Asks the thread to stop; from any thread.
    func requestStop() {
        stopRequested.store(true, ordering: .releasing)
        wakeup.signal()
    }

    var now: UInt64 { Clock.system.monotonicNanoseconds() }

    /// Serves until a stop is requested and done.
    ///
    /// - Parameter daemon: Started on this thread; stopped when this returns.
    func run(_ daemon: MicrohttpdDaemon) {
        while true {
            takeAnswers()
            let isPending = runDaemon(daemon)
            let now = self.now
            if now >= nextCheckNanoseconds { checkDeadlines(now: now) }
            if !lingeringCloses.isEmpty { lingeringCloses.drain(now: now) }
            if stopRequested.load(ordering: .acquiring), !advanceStop(daemon, now: now) { break }
            wait(daemon, isPending: isPending, now: now)
        }
        daemon.stop()
    }

    /// Runs the library until nothing is pending, or for a bounded number of times; true when
    /// something is pending still.
    private func runDaemon(_ daemon: MicrohttpdDaemon) -> Bool {
        for _ in 0..<Self.runsAtATime {
            daemon.run()
            takeAnswers()
            if daemon.timeoutMilliseconds != 0 { return false }
        }
        return true
    }

    /// Resumes the connections whose requests were answered.
    private func takeAnswers() {
        mailbox.take(into: &answered)
        for exchange in answered {
            guard let connection = exchange.suspended else { continue }
            exchange.suspended = nil
            connection.resume()
        }
    }

    /// Sleeps until a socket, an answer or a deadline needs the thread.
    private func wait(_ daemon: MicrohttpdDaemon, isPending: Bool, now: UInt64) {
        let nanoseconds = nextCheckNanoseconds > now ? nextCheckNanoseconds - now : 0
        // Rounded up, so that the check is due when the wait ends.
        var milliseconds = isPending ? 0 : Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
        if let timeout = daemon.timeoutMilliseconds {
            milliseconds = min(milliseconds, Int32(clamping: timeout))
        }
        descriptors.removeAll(keepingCapacity: true)
        descriptors.append(pollfd(fd: wakeup.fileDescriptor, events: Int16(POLLIN), revents: 0))
        descriptors.append(
            pollfd(fd: daemon.fileDescriptor, events: Int16(POLLIN), revents: 0))
        lingeringCloses.watch(&descriptors)
        // An interrupted wait is as good as a wake-up.
        _ = unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds)
        if descriptors[0].revents != 0 { wakeup.clear() }
    }
}

// Deadlines and stopping.
extension EventLoop {
    /// How often deadlines are looked at: often enough for the shortest, at most every second.
    private var checkNanoseconds: UInt64 {
        let shortest = min(
            limits.headSeconds, limits.bodySeconds, limits.bodyGraceSeconds, limits.idleSeconds)
        return UInt64(min(max(shortest / 4, 0.01), 1) * 1e9)
    }

    private func checkDeadlines(now: UInt64) {
        nextCheckNanoseconds = now + checkNanoseconds
        for connection in connections where !connection.isShutDown {
            connection.noticeNextRequest(now: now)
            guard connection.isLate(now: now, limits: limits) else { continue }
            metrics.deadlinesMissed.increment()
            switch connection.wait {
            case .head, .body, .firstHead: sayAndShutDown(connection, status: "408 Request Timeout")
            case .nextRequest, .answer, .delivery: connection.shutDown()
            }
        }
    }

    /// Tells the client why, and ends the connection.
    private func sayAndShutDown(_ connection: ConnectionRecord, status: String) {
        say(connection, status: status)
        connection.shutDown()
    }

    /// Tells the client why its request is not read to the end, where the library takes no answer.
    ///
    /// Within TLS only the connection's end can be said.
    func say(_ connection: ConnectionRecord, status: String) {
        guard !isTLS else { return }
        let answer = "HTTP/1.1 \(status)\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
        // Nothing else was written for this request, and what does not fit is not missed.
        _ = unsafe send(connection.socket, answer, answer.utf8.count, flags)
    }

    /// Takes the next step to the end; false when it is reached.
    private func advanceStop(_ daemon: MicrohttpdDaemon, now: UInt64) -> Bool {
        let flushNanoseconds: UInt64 = 1_000_000_000
        switch stopping {
        case nil:
            daemon.quiesce()
            stopping = .finishing(
                untilNanoseconds: now + UInt64(max(limits.stopSeconds, 0) * 1e9))
            nextCheckNanoseconds = now
            for connection in connections where connection.exchange == nil {
                connection.shutDown()
            }
            return true
        case .finishing(let deadline):
            // From now on nothing waits long.
            nextCheckNanoseconds = min(nextCheckNanoseconds, now + 10_000_000)
            if !isBusy { return false }
            guard now >= deadline else { return true }
            refuseAllOpen()
            stopping = .flushing(untilNanoseconds: now + flushNanoseconds)
            return true
        case .flushing(let deadline):
            nextCheckNanoseconds = min(nextCheckNanoseconds, now + 10_000_000)
            return isBusy && now < deadline
        }
    }

    private var isBusy: Bool {
        !lingeringCloses.isEmpty || connections.contains { $0.exchange != nil }
    }

    /// Answers what handlers have not; requests that are still being read end without an answer.
    private func refuseAllOpen() {
        for connection in connections {
            guard let exchange = connection.exchange else { continue }
            switch exchange.phase {
            case .handling: exchange.accept(unavailable, from: .stoppingServer)
            case .head, .readingBody, .discarding:
                sayAndShutDown(connection, status: "503 Service Unavailable")
            case .answering: break
            }
        }
    }

    /// The answer to what cannot be taken now.
    var unavailable: Response { .unavailable(retryAfterSeconds: limits.retryAfterSeconds) }
}

// What the library's callbacks change.
extension EventLoop {
    func opened(_ connection: ConnectionRecord) {
        connection.index = connections.count
        connections.append(connection)
        metrics.openConnections.add(1)
    }

    func closed(_ connection: ConnectionRecord) {
        // The last record takes the place of the one that goes.
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        metrics.openConnections.add(-1)
    }

    /// Holds or releases memory of bodies.
    func holdBody(_ bytes: Int) {
        guard bytes != 0 else { return }
        heldBodyBytes += bytes
        metrics.heldBodyBytes.set(Int64(heldBodyBytes))
    }

    func countAnswer(status: Int) {
        if let counter = answerCounters[status] {
            counter.increment()
        } else {
            let counter = metrics.answers(status: status)
            answerCounters[status] = counter
            counter.increment()
        }
    }
}
