import HTTPClient
import Providers
import Runtime
import Synchronization
import TestSupport

/// One delivery from a thread of its own, for answers that are held back.
final class BackgroundDelivery: Sendable {
    /// Where the thread leaves what came back.
    private final class Outcome: Sendable {
        let answer = Mutex<Result<HTTPAnswer, SendingError>?>(nil)
    }

    private let outcome = Outcome()
    private let worker: Worker

    init(port: UInt16, path: String, headers: [HeaderField], body: [UInt8]) throws {
        worker = try Worker("sender") { [outcome] in
            var sender = HTTPSender(host: "127.0.0.1", port: port, timeoutMilliseconds: 30_000)
            let result: Result<HTTPAnswer, SendingError>
            do throws(SendingError) {
                result = .success(try sender.post(path, headers: headers, body: body))
            } catch {
                result = .failure(error)
            }
            outcome.answer.withLock { $0 = result }
        }
    }

    var isAnswered: Bool { outcome.answer.withLock { $0 != nil } }

    /// Waits for the answer.
    func answer() throws -> HTTPAnswer {
        worker.join()
        guard let result = outcome.answer.withLock({ $0 }) else {
            throw TestFailure("the sender's thread ended without an outcome")
        }
        return try result.get()
    }
}
