import Glibc
import Synchronization

/// Receives the process's signals on one thread, as ordinary values.
///
/// Made first thing in `main`, before any other thread: threads inherit the mask, so that no
/// signal can interrupt or end them. SIGPIPE is ignored: writing to a closed connection is an
/// error of that write, not the end of the process.
package final class SignalWatch: Sendable {
    /// A signal the service knows.
    package enum Signal: Int32, Sendable, CaseIterable {
        case hangUp = 1
        case interrupt = 2
        case terminate = 15

        /// The name an operator knows it by.
        package var name: String {
            switch self {
            case .hangUp: "SIGHUP"
            case .interrupt: "SIGINT"
            case .terminate: "SIGTERM"
            }
        }
    }

    private let waiting: SignalQueue
    /// Sleeps in `sigwait` for the life of the process, so it is never joined.
    private let receiver: Worker?

    package convenience init() throws {
        try self.init(receiving: true)
    }

    /// - Parameter receiving: Whether the process's signals are taken over; a test delivers its own
    ///   and leaves those of the test run alone.
    init(receiving: Bool) throws {
        let waiting = SignalQueue(wakeup: try Wakeup())
        self.waiting = waiting
        guard receiving else {
            receiver = nil
            return
        }
        var mask = Self.mask()
        let code = unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
        guard code == 0 else {
            throw SystemCallError(operation: "block signals", code: code)
        }
        // Set for the whole process; nothing else in it sets a disposition for SIGPIPE.
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        receiver = try Worker("signals") {
            var mask = Self.mask()
            while true {
                var number: Int32 = 0
                guard unsafe sigwait(&mask, &number) == 0 else { continue }
                if let signal = Signal(rawValue: number) { waiting.deliver(signal) }
            }
        }
    }

    private static func mask() -> sigset_t {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for signal in Signal.allCases { unsafe sigaddset(&mask, signal.rawValue) }
        return mask
    }

    /// Readable while a signal waits.
    package var fileDescriptor: Int32 { waiting.wakeup.fileDescriptor }

    /// The thread that receives the process's signals.
    var receivingThread: pthread_t? { receiver?.handle }

    /// Takes a signal as if the system had sent it.
    func deliver(_ signal: Signal) { waiting.deliver(signal) }

    /// Takes the signals that wait, in the order of their arrival.
    package func take() -> [Signal] {
        waiting.wakeup.clear()
        return waiting.signals.withLock { signals in
            defer { signals = [] }
            return signals
        }
    }
}

/// What the signal thread and the owner share.
private final class SignalQueue: Sendable {
    /// The most signals that wait to be taken; more of them say nothing new.
    private static let limit = 16

    let wakeup: Wakeup
    let signals = Mutex<[SignalWatch.Signal]>([])

    init(wakeup: Wakeup) {
        self.wakeup = wakeup
    }

    func deliver(_ signal: SignalWatch.Signal) {
        signals.withLock { if $0.count < Self.limit { $0.append(signal) } }
        wakeup.signal()
    }
}
