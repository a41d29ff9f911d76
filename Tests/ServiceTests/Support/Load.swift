import Events
import HTTPClient
import Runtime
import Synchronization
import TestSupport

/// Providers that send as fast as they are answered, each over a connection of its own, until the
/// service is gone or they are told to stop.
final class Load: Sendable {
    /// What became of every event that was sent.
    struct Outcome: Sendable {
        var acknowledged: Set<SentEvent> = []
        /// Answered 503: the provider sends it again.
        var putOff: Set<SentEvent> = []
        /// The connection ended before an answer: in the log or not, the provider sends it again.
        var unanswered: Set<SentEvent> = []
        /// Answers that the contract does not know.
        var unexpected: [String] = []

        mutating func formUnion(_ other: Outcome) {
            acknowledged.formUnion(other.acknowledged)
            putOff.formUnion(other.putOff)
            unanswered.formUnion(other.unanswered)
            unexpected += other.unexpected
        }
    }

    private static let connectionCount = 6

    private let service: ServiceUnderTest
    private let isStopping = Atomic<Bool>(false)
    private let acknowledgedCount = Atomic<Int>(0)
    private let outcome = Mutex(Outcome())
    private let workers = Mutex<[Worker]>([])

    /// Starts sending; `round` keeps the events of one load apart from those of another.
    init(on service: ServiceUnderTest, round: Int = 0) throws {
        self.service = service
        let port = service.port
        for number in 0..<Self.connectionCount {
            let worker = try Worker("load \(number)") { [self] in
                let sent = send(to: port, round: round, connection: number)
                outcome.withLock { $0.formUnion(sent) }
            }
            workers.withLock { $0.append(worker) }
        }
    }

    /// Waits until so many events have been acknowledged.
    func waitForAcknowledged(_ count: Int) throws {
        try eventually("\(count) acknowledged events") {
            acknowledgedCount.load(ordering: .relaxed) >= count
        }
    }

    /// Ends the load and tells what became of it.
    func finish() -> Outcome {
        isStopping.store(true, ordering: .relaxed)
        for worker in workers.withLock({ $0 }) { worker.join() }
        return outcome.withLock { $0 }
    }

    private func send(to port: UInt16, round: Int, connection: Int) -> Outcome {
        var outcome = Outcome()
        var sender = HTTPSender(host: "127.0.0.1", port: port, timeoutMilliseconds: 30_000)
        let source = connection.isMultiple(of: 2) ? service.uphold : .agentcard
        var number = (round * Self.connectionCount + connection) * 1_000_000
        while !isStopping.load(ordering: .relaxed) {
            number += 1
            let event =
                connection.isMultiple(of: 2)
                ? SentEvent.status(source, number: number)
                : SentEvent.authorization(String(number), of: source)
            do throws(SendingError) {
                let answer = try event.post(over: &sender, signer: source.signer)
                switch answer.status {
                case 200:
                    outcome.acknowledged.insert(event)
                    acknowledgedCount.add(1, ordering: .relaxed)
                case 503: outcome.putOff.insert(event)
                default: outcome.unexpected.append("\(answer.status) \(answer.text)")
                }
            } catch {
                outcome.unanswered.insert(event)
                switch error {
                case .closed, .broken: continue
                case .refused: return outcome
                case .timedOut, .malformed, .unknownHost:
                    outcome.unexpected.append("\(error)")
                    return outcome
                }
            }
        }
        return outcome
    }
}
