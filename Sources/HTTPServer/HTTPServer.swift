package import Runtime
import Synchronization

/// An HTTP/1.1 server on one thread: it reads whole requests within limits, hands them to handlers,
/// and sends the answers whenever they come.
///
///     let server = HTTPServer(
///         name: "intake", listen: ListenAddress(address: .loopback, port: 8080),
///         router: RouteTable([
///             Route(.get, "/healthz") { _, _ in
///                 .accept { _, responder in responder.answer(.json(200, "{}")) }
///             }
///         ]), metrics: metrics, logger: logger)
///     try server.start()
package final class HTTPServer: Service {
    package let name: String
    private let listen: ListenAddress
    private let router: any RequestRouter
    private let limits: HTTPLimits
    private let tls: TLSFiles?
    private let pathAlphabet: PathAlphabet
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let running = Mutex<Running?>(nil)

    /// The parts of a started server.
    private struct Running {
        let loop: EventLoop
        let worker: Worker
        let address: ListenAddress
    }

    /// - Parameters:
    ///   - name: What the log and the metrics call it.
    ///   - pathAlphabet: Requests with another path are answered 400.
    package init(
        name: String, listen: ListenAddress, router: any RequestRouter,
        limits: HTTPLimits = HTTPLimits(), tls: TLSFiles? = nil,
        pathAlphabet: PathAlphabet = .plain, metrics: MetricsRegistry, logger: Logger
    ) {
        self.name = name
        self.listen = listen
        self.router = router
        self.limits = limits
        self.tls = tls
        self.pathAlphabet = pathAlphabet
        self.metrics = metrics
        self.logger = logger
    }

    /// Where it listens, with the port the system chose; nil while it does not.
    package var address: ListenAddress? { running.withLock { $0?.address } }

    /// Listens and returns; throws a `ListenError` that says what stands in the way.
    package func start() throws {
        let contents = try tls?.read()
        let socket = try ListeningSocket(listen)
        let address = socket.address
        let loop = try EventLoop(
            router: router, limits: limits,
            metrics: HTTPMetrics(registry: metrics, listener: name), isTLS: tls != nil,
            pathAlphabet: pathAlphabet)
        let outcome = StartOutcome(wakeup: try Wakeup(), socket: socket)
        let worker = try Worker(name) { outcome.serve(loop, contents) }
        outcome.wakeup.wait(timeoutMilliseconds: nil)
        guard outcome.isServing.load(ordering: .acquiring) else {
            worker.join()
            guard let tls else {
                throw ListenError.refused(address, reason: "libmicrohttpd could not start")
            }
            throw ListenError.certificateUnusable(
                certificate: tls.certificatePath, key: tls.keyPath)
        }
        running.withLock { $0 = Running(loop: loop, worker: worker, address: address) }
        logger.info(
            "listening",
            [
                "listener": .text(name), "address": .describing(address),
                "tls": .boolean(tls != nil),
            ])
    }

    /// Takes no more connections, finishes the requests in flight, answers 503 to those that are
    /// not answered within `stopSeconds`, and returns when all is closed.
    package func stop() {
        let running = self.running.withLock { running in
            defer { running = nil }
            return running
        }
        running?.loop.requestStop()
        running?.worker.join()
    }
}

/// What the starting thread and the server's thread share until the daemon runs.
private final class StartOutcome: Sendable {
    let wakeup: Wakeup
    let isServing = Atomic<Bool>(false)
    private let socket: ListeningSocket

    init(wakeup: Wakeup, socket: consuming ListeningSocket) {
        self.wakeup = wakeup
        self.socket = socket
    }

    /// Starts the daemon, says whether that worked, and serves until the stop.
    func serve(_ loop: EventLoop, _ contents: TLSFiles.Contents?) {
        guard let contents else { return unsafe serve(loop, certificate: nil, key: nil) }
        // The library wants text that ends with a NUL and may keep its address until the stop.
        let certificate = (contents.certificate.reveal() + [0]).map(CChar.init(bitPattern:))
        let key = (contents.key.reveal() + [0]).map(CChar.init(bitPattern:))
        unsafe certificate.withUnsafeBufferPointer { certificate in
            unsafe key.withUnsafeBufferPointer { key in
                unsafe serve(loop, certificate: certificate.baseAddress, key: key.baseAddress)
            }
        }
    }

    private func serve(
        _ loop: EventLoop, certificate: UnsafePointer<CChar>?, key: UnsafePointer<CChar>?
    ) {
        let daemon = unsafe loop.startDaemon(
            socket: socket.fileDescriptor, certificate: certificate, privateKey: key)
        isServing.store(daemon != nil, ordering: .releasing)
        wakeup.signal()
        if let daemon { loop.run(daemon) }
    }
}
