import HTTPServer
import Runtime
import Synchronization
import Testing

/// A server on a free port of the loopback, with routes that show each way to answer:
/// `/echo` at once, `/deferred` from another thread, `/dropped` never, `/held` when told to,
/// `/twice` two times.
final class TestServer: Sendable {
    let server: HTTPServer
    let metrics = MetricsRegistry()
    let held = Held()
    let port: UInt16
    private let answerer: Answerer

    init(
        limits: HTTPLimits = HTTPLimits(), tls: TLSFiles? = nil,
        pathAlphabet: PathAlphabet = .plain
    ) throws {
        let answerer = try Answerer()
        let held = held
        self.answerer = answerer
        server = HTTPServer(
            name: "test", listen: ListenAddress(address: .loopback, port: 0),
            router: RouteTable([
                Self.route(.get, "/echo") { $1.answer(Self.echo($0)) },
                Self.route(.post, "/echo") { $1.answer(Self.echo($0)) },
                Self.route(.post, "/echo/{name}/x") { $1.answer(Self.echo($0)) },
                Self.route(.post, "/deferred") { answerer.take($0, $1) },
                Self.route(.post, "/dropped") { _, _ in },
                Self.route(.post, "/held") { held.hold($0, $1) },
                Self.route(.post, "/twice") { _, responder in
                    responder.answer(.json(200, "1"))
                    responder.answer(.json(500, "2"))
                },
            ]), limits: limits, tls: tls, pathAlphabet: pathAlphabet, metrics: metrics,
            logger: .silent)
        try server.start()
        port = try #require(server.address?.port)
    }

    private static func route(
        _ method: HTTPMethod, _ pattern: String, _ handler: @escaping RequestHandler
    ) -> Route {
        Route(method, pattern) { _, _ in .accept(handler) }
    }

    /// Says what arrived.
    static func echo(_ request: Request) -> Response {
        let query = request.head.query ?? "-"
        let text = "\(request.head.method) \(request.head.path) \(query) \(request.body.count)"
        return Response(status: 200, body: Array(text.utf8))
    }

    func stop() {
        server.stop()
        answerer.stop()
    }

    func client() throws -> RawClient { try RawClient(port: port) }

    /// The value of one of the server's metrics now.
    func metric(_ name: String) -> Int {
        let start = "\(name){listener=\"test\"} "
        let line = metrics.prometheusText().split(separator: "\n").first { $0.hasPrefix(start) }
        return line.flatMap { Int($0.dropFirst(start.count)) } ?? 0
    }
}

/// Answers requests on a thread of its own.
final class Answerer: Sendable {
    private let waiting: Waiting
    private let worker: Worker

    /// What the server's thread and the answering thread share.
    private final class Waiting: Sendable {
        let wakeup: Wakeup
        let requests = Mutex<[(Request, Responder)]>([])
        let isOver = Atomic<Bool>(false)

        init() throws {
            wakeup = try Wakeup()
        }
    }

    init() throws {
        let waiting = try Waiting()
        self.waiting = waiting
        worker = try Worker("answerer") {
            while !waiting.isOver.load(ordering: .acquiring) {
                waiting.wakeup.wait(timeoutMilliseconds: nil)
                let requests = waiting.requests.withLock { requests in
                    defer { requests = [] }
                    return requests
                }
                for (request, responder) in requests {
                    responder.answer(TestServer.echo(request))
                }
            }
        }
    }

    func take(_ request: Request, _ responder: Responder) {
        waiting.requests.withLock { $0.append((request, responder)) }
        waiting.wakeup.signal()
    }

    func stop() {
        waiting.isOver.store(true, ordering: .releasing)
        waiting.wakeup.signal()
        worker.join()
    }
}

/// Requests that wait until a test answers them.
final class Held: Sendable {
    private let requests = Mutex<[(Request, Responder)]>([])

    func hold(_ request: Request, _ responder: Responder) {
        requests.withLock { $0.append((request, responder)) }
    }

    var count: Int { requests.withLock { $0.count } }

    func take() -> [(Request, Responder)] {
        requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
    }
}

/// Waits until the condition holds; an issue when it does not within ten seconds.
func eventually(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
) throws {
    let pause = try Wakeup()
    let end = Clock.system.monotonicNanoseconds() + 10_000_000_000
    while !condition() {
        guard Clock.system.monotonicNanoseconds() < end else {
            Issue.record(what, sourceLocation: sourceLocation)
            return
        }
        pause.wait(timeoutMilliseconds: 2)
    }
}
