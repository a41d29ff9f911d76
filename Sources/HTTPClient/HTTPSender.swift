package import Providers

/// Sends requests over one connection, kept open between them, one at a time.
///
/// ```swift
/// var sender = HTTPSender(host: "127.0.0.1", port: 8080)
/// let answer = try sender.post("/hooks/demo", headers: headers, body: body)
/// ```
///
/// Blocks its thread for as long as the timeout says: for a thread of one's own, or a test.
package struct HTTPSender: ~Copyable {
    private let host: String
    private let port: UInt16
    private let timeoutMilliseconds: Int64
    private var socket: StreamSocket?

    /// `timeoutMilliseconds` bounds each request, from the connection to the end of the answer; the
    /// system's resolver has limits of its own, which an address instead of a name avoids.
    package init(host: String, port: UInt16, timeoutMilliseconds: Int64 = 10_000) {
        self.host = host
        self.port = port
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// Sends a body with its length and the given headers.
    package mutating func post(
        _ path: String, headers: [HeaderField], body: [UInt8]
    ) throws(SendingError) -> HTTPAnswer {
        try request("POST", path, headers: headers, body: body)
    }

    /// Sends any request; `Host`, `Content-Length` and, with a body, `Content-Type` are added.
    package mutating func request(
        _ method: String, _ path: String, headers: [HeaderField] = [], body: [UInt8] = []
    ) throws(SendingError) -> HTTPAnswer {
        try exchange(
            HTTPSender.requestBytes(
                method, path, host: "\(host):\(port)", headers: headers, body: body))
    }

    /// Sends bytes as they are, right or wrong, and reads one answer.
    package mutating func exchange(_ bytes: [UInt8]) throws(SendingError) -> HTTPAnswer {
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        // A server may close an idle connection at any time; that is no failed request.
        if socket?.isStale() == true { socket = nil }
        let open: StreamSocket
        if let kept = socket.take() {
            open = kept
        } else {
            open = try StreamSocket(host: host, port: port, until: deadline)
        }
        // Only after a whole answer is the connection worth keeping.
        let answer = try HTTPSender.exchange(bytes, over: open, until: deadline)
        if !answer.endsConnection { socket = consume open }
        return answer
    }

    /// Ends the connection; the next request opens another.
    package mutating func disconnect() {
        socket = nil
    }

    private static func exchange(
        _ bytes: [UInt8], over socket: borrowing StreamSocket, until deadline: Deadline
    ) throws(SendingError) -> HTTPAnswer {
        var failure: SendingError?
        do throws(SendingError) {
            try socket.write(bytes, until: deadline)
        } catch .broken(let error) {
            // A server that refuses a request may answer before it has read all of it, and close.
            failure = .broken(error)
        }
        var reader = HTTPAnswerReader()
        while true {
            let more: [UInt8]
            do throws(SendingError) {
                more = try socket.read(until: deadline)
            } catch {
                throw failure ?? error
            }
            guard !more.isEmpty else { throw failure ?? .closed }
            if let answer = try reader.take(more) { return answer }
        }
    }

    /// Opens a connection and closes it again: whether anybody listens there.
    package static func connect(
        host: String, port: UInt16, timeoutMilliseconds: Int64 = 5_000
    ) throws(SendingError) {
        _ = try StreamSocket(
            host: host, port: port, until: Deadline(milliseconds: timeoutMilliseconds))
    }

    /// A whole request as it goes over the wire.
    package static func requestBytes(
        _ method: String, _ path: String, host: String, headers: [HeaderField], body: [UInt8]
    ) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        let isTyped = headers.contains { $0.name.lowercased() == "content-type" }
        if !body.isEmpty, !isTyped { head += "Content-Type: application/json\r\n" }
        if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }
}
