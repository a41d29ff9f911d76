import Glibc
import Runtime

/// Keeps many connections busy from one thread and measures the answers.
///
/// A connection sends its next request when the last is answered, so that there are never more
/// requests under way than connections. What has no answer at the end is counted: a connection that
/// hangs would otherwise only look like a smaller load.
final class LoadGenerator {
    private final class Connection {
        let socket: GeneratorSocket
        var scanner = AnswerScanner()
        /// The request under way.
        var request: Int?
        var sentBytes = 0
        var sentAt: UInt64 = 0
        var waitsForWriting = false

        init(_ options: GeneratorOptions) throws(SystemCallError) {
            socket = try GeneratorSocket(host: options.host, port: options.port)
        }
    }

    private let options: GeneratorOptions
    private let requests: SignedRequests
    private let queue: EventQueue
    private var connections: [Connection] = []
    private var input = [UInt8](repeating: 0, count: 16_384)
    private var nextRequest = 0
    private var underWay = 0
    private var histogram = LatencyHistogram()
    private var report = GeneratorReport()
    private var lastAnswerAt: UInt64 = 0

    /// Builds the requests and opens the connections.
    init(_ options: GeneratorOptions) throws(SystemCallError) {
        self.options = options
        // Room for what the process has open anyway.
        guard raiseDescriptorLimit(to: options.connections + 16) else {
            throw SystemCallError(operation: "\(options.connections) connections", code: EMFILE)
        }
        queue = try EventQueue()
        requests = SignedRequests(options)
        report.connections = options.connections
        for token in 0..<options.connections {
            connections.append(try open(token))
        }
    }

    /// Sends until the requests or the time run out, then waits for what is under way.
    func run() throws(SystemCallError) -> GeneratorReport {
        let start = now()
        let sendingEnds = start + UInt64(options.seconds) * 1_000_000_000
        lastAnswerAt = start
        for token in connections.indices { try sendNext(token) }
        // Set when the last request has gone out.
        var waitingEnds: UInt64?
        while underWay > 0 {
            let time = now()
            if let waitingEnds, time >= waitingEnds { break }
            if waitingEnds == nil, time >= sendingEnds || nextRequest == requests.count {
                nextRequest = requests.count
                waitingEnds = time + UInt64(options.graceSeconds) * 1_000_000_000
            }
            for event in try queue.wait(milliseconds: 100) {
                if event.isWritable { try continueSending(event.token) }
                if event.isReadable { try receive(event.token) }
            }
        }
        report.unanswered = underWay
        report.microseconds = (lastAnswerAt - start) / 1_000
        report.p50Microseconds = histogram.percentile(0.5)
        report.p99Microseconds = histogram.percentile(0.99)
        report.maximumMicroseconds = histogram.maximum
        return report
    }

    private func open(_ token: Int) throws(SystemCallError) -> Connection {
        let connection = try Connection(options)
        try queue.add(connection.socket.descriptor, token: token)
        return connection
    }

    private func sendNext(_ token: Int) throws(SystemCallError) {
        let connection = connections[token]
        guard nextRequest < requests.count else { return }
        connection.request = nextRequest
        connection.sentBytes = 0
        connection.sentAt = now()
        nextRequest += 1
        underWay += 1
        report.requests += 1
        try continueSending(token)
    }

    private func continueSending(_ token: Int) throws(SystemCallError) {
        let connection = connections[token]
        guard let request = connection.request else { return }
        let range = requests.range(request)
        while connection.sentBytes < range.count {
            let start = range.lowerBound + connection.sentBytes
            switch connection.socket.write(requests.bytes[start..<range.upperBound]) {
            case .bytes(let count): connection.sentBytes += count
            case .blocked: return try waitForWriting(connection, token, true)
            case .closed: return try replace(token)
            }
        }
        try waitForWriting(connection, token, false)
    }

    private func waitForWriting(
        _ connection: Connection, _ token: Int, _ waits: Bool
    ) throws(SystemCallError) {
        guard connection.waitsForWriting != waits else { return }
        connection.waitsForWriting = waits
        try queue.change(
            connection.socket.descriptor, token: token, waitsForWriting: waits)
    }

    private func receive(_ token: Int) throws(SystemCallError) {
        let connection = connections[token]
        switch connection.socket.read(into: &input) {
        case .blocked: return
        case .closed: return try replace(token)
        case .bytes(let count):
            guard connection.request != nil else { return try replace(token) }
            switch connection.scanner.take(input[..<count]) {
            case .incomplete: return
            case .unreadable: return try replace(token)
            case .complete(let status): try finish(connection, token, status)
            }
        }
    }

    private func finish(
        _ connection: Connection, _ token: Int, _ status: Int
    ) throws(SystemCallError) {
        let time = now()
        histogram.record((time - connection.sentAt) / 1_000)
        lastAnswerAt = time
        report.statuses[status, default: 0] += 1
        if (200..<300).contains(status) {
            report.acknowledged += 1
        } else {
            report.errors += 1
        }
        connection.request = nil
        underWay -= 1
        try sendNext(token)
    }

    /// Counts what was under way on a connection that broke, and opens another in its place.
    private func replace(_ token: Int) throws(SystemCallError) {
        if connections[token].request != nil {
            report.errors += 1
            underWay -= 1
        }
        connections[token] = try open(token)
        try sendNext(token)
    }

    private func now() -> UInt64 { Clock.system.monotonicNanoseconds() }
}
