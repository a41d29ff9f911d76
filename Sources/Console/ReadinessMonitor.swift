package import Postgres
import Runtime
import Synchronization

/// Looks every second whether the service is ready, on a thread and a connection of its own, so
/// that no request waits for the database.
package final class ReadinessMonitor: Service {
    package let name = "readiness"
    /// Given an open connection: everything to check beside the connection itself.
    package typealias Checks = @Sendable (Connection) throws(PostgresError) -> [ReadinessCheck]

    private let settings: ConnectionSettings
    private let readiness: Readiness
    private let checks: Checks
    private let wakeup: Wakeup
    private let isStopping = Atomic<Bool>(false)
    private let worker = Mutex<Worker?>(nil)

    package init(
        settings: ConnectionSettings, readiness: Readiness, checks: @escaping Checks
    ) throws {
        self.settings = settings.named("trueup readiness")
        self.readiness = readiness
        self.checks = checks
        wakeup = try Wakeup()
    }

    package func start() throws {
        let started = try Worker(name) { self.run() }
        worker.withLock { $0 = started }
    }

    package func stop() {
        isStopping.store(true, ordering: .releasing)
        wakeup.signal()
        worker.withLock { $0 }?.join()
    }

    private func run() {
        var connection: Connection?
        while !isStopping.load(ordering: .acquiring) {
            do throws(PostgresError) {
                let open: Connection
                if let connection {
                    open = connection
                } else {
                    open = try connect()
                }
                connection = open
                let found = try checks(open)
                readiness.set([ReadinessCheck(name: "database", problem: nil)] + found)
            } catch {
                if error.isConnectionLost { connection = nil }
                readiness.set([ReadinessCheck(name: "database", problem: error.message)])
            }
            wakeup.wait(timeoutMilliseconds: 1_000)
        }
    }

    private func connect() throws(PostgresError) -> Connection {
        let connection = try Connection(settings)
        connection.answerTimeLimit = .seconds(5)
        return connection
    }
}
