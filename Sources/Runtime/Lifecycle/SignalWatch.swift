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

    /// The most signals that wait to be taken; more of them say nothing new.
    private static let waitingLimit = 16

    private let waiting: SignalQueue

    package init() throws {
        var mask = Self.mask()
        let code = unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
        guard code == 0 else {
            throw SystemCallError(operation: "block signals", code: code)
        }
        // Set for the whole process; nothing else in it sets a disposition for SIGPIPE.
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        let waiting = SignalQueue(wakeup: try Wakeup())
        self.waiting = waiting
        // Never joined: it sleeps in `sigwait` for the life of the process.
        _ = try Worker("signals") {
            var mask = Self.mask()
            while true {
                var number: Int32 = 0
                guard unsafe sigwait(&mask, &number) == 0 else { continue }
                guard let signal = Signal(rawValue: number) else { continue }
                waiting.signals.withLock {
                    if $0.count < Self.waitingLimit { $0.append(signal) }
                }
                waiting.wakeup.signal()
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
    let wakeup: Wakeup
    let signals = Mutex<[SignalWatch.Signal]>([])

    init(wakeup: Wakeup) {
        self.wakeup = wakeup
    }
}
