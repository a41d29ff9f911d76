import Runtime
import Synchronization

/// Asks once a second whether a file of the configuration has changed, and has it reloaded.
final class ConfigurationWatch: Service {
    let name = "configuration"
    private let hasChanged: @Sendable () -> Bool
    private let reload: @Sendable () -> Void
    private let wakeup: Wakeup
    private let isStopping = Atomic<Bool>(false)
    private let worker = Mutex<Worker?>(nil)

    init(
        hasChanged: @escaping @Sendable () -> Bool, reload: @escaping @Sendable () -> Void
    ) throws {
        self.hasChanged = hasChanged
        self.reload = reload
        wakeup = try Wakeup()
    }

    func start() throws {
        let started = try Worker(name) { [self] in
            while !isStopping.load(ordering: .acquiring) {
                if hasChanged() { reload() }
                wakeup.wait(timeoutMilliseconds: 1_000)
            }
        }
        worker.withLock { $0 = started }
    }

    /// Makes it look at once.
    func look() { wakeup.signal() }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        wakeup.signal()
        worker.withLock { $0 }?.join()
    }
}
