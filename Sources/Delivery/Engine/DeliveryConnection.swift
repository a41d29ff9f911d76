import HTTPClient

/// One connection of a pool, with the attempt that it carries.
final class DeliveryConnection {
    enum Phase {
        case closed
        case connecting
        case idle
        /// Some of the request is written, not all.
        case writing
        case awaitingAnswer
    }

    var phase = Phase.closed
    /// The delivery under way; nil while idle or closed.
    var slot: Int?
    var request: [UInt8] = []
    private var written = 0
    private var scanner = AnswerScanner()
    private var socket: NonBlockingSocket?
    /// An answer came over it before: that it closes now may be an idle connection's end, not a
    /// failed attempt.
    private(set) var hasServed = false

    /// -1: nothing to wait on, which `poll` passes over.
    var descriptor: Int32 { socket?.descriptor ?? -1 }

    var waitsForWriting: Bool {
        switch phase {
        case .connecting, .writing: true
        case .closed, .idle, .awaitingAnswer: false
        }
    }

    /// Begins to send `request`, over a new connection where none stands.
    func start(_ address: ResolvedAddress) throws(SendingError) {
        written = 0
        scanner.reset()
        if case .closed = phase {
            socket = try NonBlockingSocket(connectingTo: address)
            hasServed = false
            phase = .connecting
        } else {
            phase = .writing
            try write()
        }
    }

    /// Goes on where the socket is writable.
    func continueWriting() throws(SendingError) {
        if case .connecting = phase {
            guard socket?.isConnected() == true else { throw .closed }
            phase = .writing
        }
        if case .writing = phase { try write() }
    }

    private func write() throws(SendingError) {
        while written < request.count {
            guard let transfer = socket?.write(request, from: written) else { throw .closed }
            switch transfer {
            case .bytes(let count): written += count
            case .blocked: return
            case .closed: throw .closed
            }
        }
        phase = .awaitingAnswer
    }

    /// Reads what has come; the answer once it is whole.
    func read(into buffer: inout [UInt8]) throws(SendingError) -> AnswerScanner.Answer? {
        guard let transfer = socket?.read(into: &buffer) else { throw .closed }
        switch transfer {
        case .blocked: return nil
        case .closed: throw .closed
        case .bytes(let count):
            // What nobody asked for could be taken for the next request's answer.
            guard slot != nil else { throw .closed }
            guard let answer = try scanner.take(buffer[..<count]) else { return nil }
            hasServed = true
            // An answer before the request is out ends the connection: the rest would follow it.
            if answer.endsConnection || written < request.count {
                close()
            } else {
                phase = .idle
            }
            return answer
        }
    }

    /// Whether the request may go over a new connection without being a second attempt.
    var mayStartAgain: Bool { hasServed && scanner.isEmpty }

    func close() {
        socket = nil
        phase = .closed
    }
}
