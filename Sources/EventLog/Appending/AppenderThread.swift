internal import Runtime
internal import Synchronization

/// The appender's thread while it runs, and how to wake it.
final class AppenderThread: Sendable {
    private struct State {
        var worker: Worker?
        var wakeup: Wakeup?
    }

    private let state = Mutex(State())

    func set(_ worker: Worker, _ wakeup: Wakeup) {
        state.withLock { $0 = State(worker: worker, wakeup: wakeup) }
        // Deliveries may have been accepted before the wake-up was known.
        wakeup.signal()
    }

    func wake() {
        state.withLock { $0.wakeup }?.signal()
    }

    /// Returns when the thread has ended.
    func join() {
        state.withLock { $0.worker }?.join()
    }
}
