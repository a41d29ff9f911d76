import Glibc
import Runtime
import Synchronization
import Testing

/// Many keep-alive connections on one thread, each with one request under way at any time, over
/// non-blocking sockets: counts the requests that are never answered.
///
/// Load generators report no error for a connection that hangs, so this one does not wait for
/// connections: it gives up when nothing at all has come for five seconds.
final class BusyConnections: Sendable {
    struct Result {
        var answered = 0
        /// Requests that were sent and neither answered nor ended by a close.
        var unanswered = 0
        /// Connections that the server closed.
        var closed = 0
        var statuses: Set<Int> = []
    }

    private static let silenceMilliseconds: Int32 = 5_000
    private static let request = Array(
        "POST /deferred HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello".utf8)

    private let clients: [RawClient]
    private let requestsEach: Int
    private let answered = Atomic<Int>(0)

    init(port: UInt16, connections: Int, requestsEach: Int) throws {
        clients = try (0..<connections).map { _ in
            let client = try RawClient(port: port)
            _ = fcntl(client.socket, F_SETFL, O_NONBLOCK)
            return client
        }
        self.requestsEach = requestsEach
    }

    /// Returns when so many answers have come, or after a time without any.
    func waitForAnswers(_ count: Int) {
        try? eventually("answers come") { answered.load(ordering: .relaxed) >= count }
    }

    /// Runs until every connection has its answers or is closed, or nothing comes any more.
    func run() -> Result {
        var result = Result()
        var left = clients.map { _ in requestsEach }
        var watched = clients.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        for client in clients { client.send(Self.request) }
        var open = clients.count
        while open > 0 {
            guard unsafe poll(&watched, nfds_t(watched.count), Self.silenceMilliseconds) > 0 else {
                break
            }
            for index in watched.indices where watched[index].revents != 0 {
                watched[index].revents = 0
                guard let status = takeAnswer(watched[index].fd) else { continue }
                if status == 0 {
                    result.closed += 1
                } else {
                    result.answered += 1
                    answered.store(result.answered, ordering: .relaxed)
                    result.statuses.insert(status)
                    left[index] -= 1
                    if left[index] > 0 && clients[index].send(Self.request) { continue }
                }
                watched[index].fd = -1
                open -= 1
            }
        }
        result.unanswered = open
        return result
    }

    /// The status of the answer that came: 0 when the connection ended, nil when nothing came.
    ///
    /// The answers are short, so each comes whole.
    private func takeAnswer(_ socket: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = unsafe recv(socket, &bytes, bytes.count, 0)
        if count < 0 && errno == EAGAIN { return nil }
        guard count > 12 else { return 0 }
        return Int(String(decoding: bytes[9..<12], as: UTF8.self)) ?? 0
    }
}
