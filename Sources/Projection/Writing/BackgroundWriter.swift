package import Postgres
import Runtime
import Synchronization

/// Writes batches on a thread and a connection of its own, one after the other in the order in
/// which they were handed over, while the next ones are folded.
///
/// One thread hands over and waits. Each batch is a transaction that names its lease's epoch, so
/// that a batch which comes too late fails instead of corrupting.
package final class BackgroundWriter: Sendable {
    typealias Job = @Sendable (Connection) throws -> Void

    /// How a job ended that was handed over.
    final class Ticket: Sendable {
        fileprivate let outcome = Mutex<Result<Void, any Error>?>(nil)
    }

    private struct State {
        var waiting: [(ticket: Ticket, job: Job)] = []
        var isStopping = false
    }

    private let settings: ConnectionSettings
    private let state = Mutex(State())
    private let handedOver: Wakeup
    private let finished: Wakeup
    private let thread = Mutex<Worker?>(nil)

    /// Starts the thread; it connects when the first batch comes.
    package init(_ settings: ConnectionSettings) throws {
        self.settings = settings
        handedOver = try Wakeup()
        finished = try Wakeup()
        let started = try Worker("project-write") { self.run() }
        thread.withLock { $0 = started }
    }

    /// Hands a job over and returns at once.
    func submit(_ job: @escaping Job) -> Ticket {
        let ticket = Ticket()
        state.withLock { $0.waiting.append((ticket, job)) }
        handedOver.signal()
        return ticket
    }

    /// Waits until a job is done, and throws what it threw.
    func wait(for ticket: Ticket) throws {
        while true {
            if let outcome = ticket.outcome.withLock({ $0 }) { return try outcome.get() }
            finished.wait(timeoutMilliseconds: nil)
        }
    }

    /// Ends when everything that was handed over is done.
    package func stop() {
        state.withLock { $0.isStopping = true }
        handedOver.signal()
        thread.withLock { $0 }?.join()
    }

    private func run() {
        var connection: Connection?
        while true {
            let (next, isStopping) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isStopping)
            }
            guard let (ticket, job) = next else {
                if isStopping { return }
                handedOver.wait(timeoutMilliseconds: nil)
                continue
            }
            let outcome = Result { try job(open(&connection)) }
            ticket.outcome.withLock { $0 = outcome }
            finished.signal()
        }
    }

    /// The connection of the last job, or another one where that broke.
    private func open(_ connection: inout Connection?) throws(PostgresError) -> Connection {
        if let connection, connection.isUsable { return connection }
        let opened = try Connection(settings)
        opened.answerTimeLimit = .seconds(60)
        try opened.execute(ProjectionSession.settings)
        // Rows and checkpoint commit together, and the log is the truth: a crash loses the last
        // batches as a whole, which are folded again. So no batch waits for the disk.
        try opened.execute("SET synchronous_commit = off")
        connection = opened
        return opened
    }
}

/// What every connection of a projector sets.
enum ProjectionSession {
    /// Every statement here looks up a batch of keys.
    ///
    /// A plan that was made while the tables were young would scan them whole, and go on doing so
    /// when they are large: so only index look-ups are left to choose from.
    static let settings = """
        SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
        SET jit = off
        """
}
