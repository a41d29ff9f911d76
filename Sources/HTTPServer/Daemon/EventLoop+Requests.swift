import CMicrohttpd
import Glibc
import Runtime

// The way of a request, as libmicrohttpd calls: once with the head, once for each piece of the
// body, once at its end, and once more when an answered connection was resumed.
extension EventLoop {
    /// The head is complete: decides what becomes of the request.
    func begin(
        _ exchange: Exchange, _ connection: MicrohttpdConnection, method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>
    ) -> MHD_Result {
        let isHTTP11 = unsafe strcmp(version, "HTTP/1.0") != 0
        guard let path = exchange.target.path,
            let headers = unsafe headReader.read(
                connection, method: method, version: version, target: exchange.target),
            headers.isWellFormed, let framing = BodyFraming(headers, isHTTP11: isHTTP11),
            headers.count(of: "host") == 1 || !isHTTP11 && headers.count(of: "host") == 0
        else {
            // Where the body ends is not known, so nothing after the head can be read.
            let answer = Response.error(400, "malformed request", closing: true)
            return answerAtOnce(answer, exchange, connection)
        }
        let head = RequestHead(
            method: HTTPMethod(unsafe String(cString: method)), path: path,
            query: exchange.target.query, headers: headers,
            peerAddress: exchange.connection.peerAddress)
        exchange.connection.begin(.body, now: now)
        switch verdict(head, framing) {
        case .accept(let handler):
            exchange.phase = .readingBody(head, handler)
            if case .length(let length) = framing {
                exchange.body.reserveCapacity(min(length, 65_536))
            }
            return .YES
        case .refuse(let response):
            // Read away what a client sends in good faith, so that it finds the answer and can go
            // on; not what it waits to be asked for, and not what is too long.
            let awaitsContinue = framing != .none && headers.count(of: "expect") > 0
            if awaitsContinue || framing.exceeds(limits.bodyBytes) {
                return answerAtOnce(response, exchange, connection)
            }
            exchange.phase = .discarding(response)
            return .YES
        }
    }

    private func verdict(_ head: RequestHead, _ framing: BodyFraming) -> Verdict {
        if stopping != nil { return .refuse(unavailable) }
        let verdict = router.route(head)
        guard case .accept = verdict else { return verdict }
        if framing.exceeds(limits.bodyBytes) { return .refuse(Self.tooLarge) }
        let codings = head.headers.values("content-encoding")
        guard codings.allSatisfy({ String(decoding: $0, as: UTF8.self).lowercased() == "identity" })
        else { return .refuse(.error(415, "content encoding not supported")) }
        if heldBodyBytes >= limits.heldBodyBytes, framing != .none { return .refuse(unavailable) }
        return verdict
    }

    static var tooLarge: Response { .error(413, "body too large", closing: true) }

    /// A piece of the body.
    func receive(
        _ bytes: UnsafeBufferPointer<UInt8>, _ exchange: Exchange
    ) -> MHD_Result {
        exchange.connection.bodyBytes += bytes.count
        switch exchange.phase {
        case .readingBody:
            if exchange.body.count + bytes.count > limits.bodyBytes {
                discard(exchange, then: Self.tooLarge)
            } else if heldBodyBytes + bytes.count > limits.heldBodyBytes {
                discard(exchange, then: unavailable)
            } else {
                unsafe exchange.body.append(contentsOf: bytes)
                holdBody(bytes.count)
            }
        case .discarding(let response):
            exchange.discardedBytes += bytes.count
            // A client that does not stop is not waited for.
            if exchange.discardedBytes > limits.bodyBytes {
                let reason = response.status == 413 ? " Content Too Large" : ""
                exchange.lingers = true
                countAnswer(status: response.status)
                say(exchange.connection, status: "\(response.status)\(reason)")
                return .NO
            }
        case .head, .handling, .answering: break
        }
        return .YES
    }

    private func discard(_ exchange: Exchange, then response: Response) {
        releaseBody(exchange)
        exchange.phase = .discarding(response)
    }

    func releaseBody(_ exchange: Exchange) {
        holdBody(-exchange.body.count)
        exchange.body = []
    }

    /// The request is complete, or its connection was resumed with the answer.
    func proceed(_ exchange: Exchange, _ connection: MicrohttpdConnection) -> MHD_Result {
        switch exchange.phase {
        case .readingBody(let head, let handler):
            // Too late to wait for a handler: a connection that is suspended when the daemon stops
            // makes libmicrohttpd abort the process.
            if case .flushing = stopping { return queue(unavailable, exchange, connection) }
            exchange.phase = .handling
            exchange.isOpen = true
            metrics.openRequests.add(1)
            exchange.connection.begin(.answer, now: now)
            // The responder is dropped with the handler's call unless the handler keeps it.
            handler(Request(head: head, body: exchange.body), Responder(exchange))
            return answerOrSuspend(exchange, connection)
        case .handling: return answerOrSuspend(exchange, connection)
        case .discarding(let response): return queue(response, exchange, connection)
        case .head, .answering: return .YES
        }
    }

    private func answerOrSuspend(_ exchange: Exchange, _ connection: MicrohttpdConnection)
        -> MHD_Result
    {
        if let response = exchange.answerOrAwait() { return queue(response, exchange, connection) }
        connection.suspend()
        // Set after the exchange is awaited: answers are taken on this thread, so not in between.
        exchange.suspended = connection
        return .YES
    }

    /// Answers before the body is read; libmicrohttpd closes the connection after it.
    private func answerAtOnce(
        _ response: Response, _ exchange: Exchange, _ connection: MicrohttpdConnection
    ) -> MHD_Result {
        exchange.lingers = true
        return queue(response, exchange, connection)
    }

    private func queue(
        _ response: Response, _ exchange: Exchange, _ connection: MicrohttpdConnection
    ) -> MHD_Result {
        exchange.phase = .answering
        exchange.end()
        exchange.connection.begin(.delivery, now: now)
        countAnswer(status: response.status)
        let closing = response.closesConnection || stopping != nil
        return connection.queue(response, closing: closing) ? .YES : .NO
    }

    /// The exchange is over: answered, or its client has gone.
    func end(_ exchange: Exchange, isComplete: Bool) {
        exchange.end()
        releaseBody(exchange)
        let connection = exchange.connection
        connection.exchange = nil
        connection.begin(.nextRequest, now: now)
        if exchange.isOpen {
            metrics.openRequests.add(-1)
            if !isComplete { metrics.abandonedRequests.increment() }
        }
        // Also where the library answered by itself: it closes without reading on.
        if exchange.lingers || !isComplete && !connection.isShutDown {
            lingeringCloses.add(connection.socket, now: now)
        }
    }
}
