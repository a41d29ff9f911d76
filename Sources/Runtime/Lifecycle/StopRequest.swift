import Synchronization

/// Asks the process to stop, from any thread: by a service that cannot go on, or by a test.
package final class StopRequest: Sendable {
    private let wakeup: Wakeup
    private let state = Mutex<StopReason?>(nil)

    package init() throws(SystemCallError) {
        wakeup = try Wakeup()
    }

    /// Asks for a stop; the first reason counts.
    package func request(_ reason: StopReason) {
        state.withLock { $0 = $0 ?? reason }
        wakeup.signal()
    }

    /// Why a stop was asked for; nil while none was.
    package var reason: StopReason? { state.withLock { $0 } }

    /// Readable once a stop was asked for.
    var fileDescriptor: Int32 { wakeup.fileDescriptor }
}

/// Why the services were stopped.
package enum StopReason: Hashable, Sendable, CustomStringConvertible {
    /// An operator or a supervisor asked, by SIGTERM or SIGINT.
    case signal(String)
    /// The work is done, as with a demonstration that ends by itself.
    case finished
    /// A service could not go on.
    case failure(service: String, reason: String)
    /// A second signal came while the services were stopping: they did not all end in order.
    case impatience

    package var description: String {
        switch self {
        case .signal(let name): name
        case .finished: "finished"
        case .failure(let service, let reason): "\(service) cannot go on: \(reason)"
        case .impatience: "second signal while stopping"
        }
    }
}
