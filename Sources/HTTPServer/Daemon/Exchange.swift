import Runtime
import Synchronization

/// One request and its answer, from the request line to the last byte sent.
///
/// Sound as `Sendable` because everything but `answerState` (a mutex) and `mailbox` (`Sendable`) is
/// touched on the server's thread alone; other threads hold an exchange only to answer it.
final class Exchange: @unchecked Sendable {
    /// How far the request has come.
    enum Phase {
        /// The request line is read, header fields are not.
        case head
        case readingBody(RequestHead, RequestHandler)
        /// The body is read and thrown away, then this is the answer.
        case discarding(Response)
        /// The handler has the request.
        case handling
        /// The answer is queued.
        case answering
    }

    /// Who answers.
    enum Answerer {
        case handler, droppedResponder, stoppingServer
    }

    private enum AnswerState {
        /// The handler has not returned: an answer now needs no wake-up.
        case handlerRuns
        case awaited
        case given(Response)
        /// Sent, or the client has gone.
        case over
    }

    let connection: ConnectionRecord
    let target: RequestTarget
    var phase = Phase.head
    var body: [UInt8] = []
    /// Bytes that were read and thrown away.
    var discardedBytes = 0
    /// The connection, while libmicrohttpd has suspended it.
    var suspended: MicrohttpdConnection?
    /// The connection ends with bytes of the client possibly unread.
    var lingers = false
    /// Whether the handler has been called; counted as an open request until the exchange ends.
    var isOpen = false

    private let mailbox: Mailbox
    private let answerState = Mutex(AnswerState.handlerRuns)

    init(connection: ConnectionRecord, target: RequestTarget, mailbox: Mailbox) {
        self.connection = connection
        self.target = target
        self.mailbox = mailbox
    }

    /// Takes the answer, from any thread; false when it comes too late.
    @discardableResult
    func accept(_ response: Response, from answerer: Answerer) -> Bool {
        enum Outcome { case stored, posted, repeated, late }
        let outcome = answerState.withLock { state -> Outcome in
            switch state {
            case .handlerRuns:
                state = .given(response)
                return .stored
            case .awaited:
                state = .given(response)
                return .posted
            case .given: return .repeated
            case .over: return .late
            }
        }
        mailbox.count(answerer, accepted: outcome == .stored || outcome == .posted)
        if outcome == .posted { mailbox.post(self) }
        return outcome == .stored || outcome == .posted
    }

    /// The answer when the handler gave one before it returned; from here on it is awaited.
    func answerOrAwait() -> Response? {
        answerState.withLock { state in
            switch state {
            case .given(let response): return response
            case .handlerRuns, .awaited:
                state = .awaited
                return nil
            case .over: return nil
            }
        }
    }

    /// Ends the exchange: no answer is wanted any more.
    func end() {
        answerState.withLock { $0 = .over }
    }
}

/// Where answers of other threads wait for the server's thread.
final class Mailbox: Sendable {
    private let answered = Mutex<[Exchange]>([])
    private let wakeup: Wakeup
    private let metrics: HTTPMetrics

    init(wakeup: Wakeup, metrics: HTTPMetrics) {
        self.wakeup = wakeup
        self.metrics = metrics
    }

    /// Leaves an answered exchange and wakes the server's thread.
    func post(_ exchange: Exchange) {
        answered.withLock { $0.append(exchange) }
        wakeup.signal()
    }

    /// Takes all that wait; `spare` becomes the next store, so that its capacity is used again.
    func take(into spare: inout [Exchange]) {
        spare.removeAll(keepingCapacity: true)
        answered.withLock { swap(&$0, &spare) }
    }

    func count(_ answerer: Exchange.Answerer, accepted: Bool) {
        switch answerer {
        case .handler: if !accepted { metrics.ignoredAnswers.increment() }
        case .droppedResponder: if accepted { metrics.droppedResponders.increment() }
        case .stoppingServer: break
        }
    }
}
