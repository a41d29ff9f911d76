package import Runtime
import Synchronization

/// Where other threads leave what the engine is to do beside its notifications.
package final class DeliveryDesk: Sendable {
    enum Request: Sendable {
        case ping(
            DeliveryChannel, endpointID: String, report: @Sendable (AttemptResult) -> Void)
        case resend(DeliveryChannel, DeliveryChannel.Expired)
    }

    private let wakeup: Wakeup
    private let requests = Mutex<[Request]>([])
    private let isStopping = Atomic<Bool>(false)

    package init() throws(SystemCallError) {
        wakeup = try Wakeup()
    }

    /// Readable while something was left.
    var fileDescriptor: Int32 { wakeup.fileDescriptor }

    var stopIsRequested: Bool { isStopping.load(ordering: .acquiring) }

    func ask(_ request: Request) {
        requests.withLock { $0.append(request) }
        wakeup.signal()
    }

    /// Ends the engine's run as soon as it looks, with what is under way unanswered.
    package func requestStop() {
        isStopping.store(true, ordering: .releasing)
        wakeup.signal()
    }

    func wake() {
        wakeup.signal()
    }

    func take() -> [Request] {
        wakeup.clear()
        return requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
    }
}
