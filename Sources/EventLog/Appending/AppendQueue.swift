internal import Synchronization

/// A event with the one who waits for its outcome.
struct PendingAppend: Sendable {
    let event: NewEvent
    let octets: Int
    let completion: @Sendable (AppendOutcome) -> Void
}

/// The bounded queue between the threads that accept events and the one that writes them.
///
/// A event counts until it is answered, so that the bounds hold for all memory in use.
final class AppendQueue: Sendable {
    /// Why an event was not taken.
    enum Refusal: String {
        case full = "too many events wait to be written"
        case stopped = "the appender is not running"
    }

    private struct State {
        var waiting: [PendingAppend] = []
        var unansweredCount = 0
        var unansweredOctets = 0
        var isOpen = false
    }

    private let state = Mutex(State())
    private let eventLimit: Int
    private let octetLimit: Int

    init(eventLimit: Int, octetLimit: Int) {
        self.eventLimit = eventLimit
        self.octetLimit = octetLimit
    }

    func open() { state.withLock { $0.isOpen = true } }

    /// Takes no more events; what it holds is still to be taken out.
    func close() { state.withLock { $0.isOpen = false } }

    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Takes an event, or says why not; never blocks for longer than another thread's few
    /// instructions.
    func submit(_ pending: PendingAppend) -> Refusal? {
        state.withLock { state in
            guard state.isOpen else { return .stopped }
            // An oversized event is let in when nothing else is there, or it could never pass.
            let fits =
                state.unansweredCount == 0
                || state.unansweredOctets + pending.octets <= octetLimit
            guard fits, state.unansweredCount < eventLimit else { return .full }
            state.waiting.append(pending)
            state.unansweredCount += 1
            state.unansweredOctets += pending.octets
            return nil
        }
    }

    /// Everything that waits.
    func takeAll() -> [PendingAppend] {
        state.withLock { state in
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
    }

    /// Answers one event and gives its room back.
    func answer(_ pending: PendingAppend, _ outcome: AppendOutcome) {
        state.withLock { state in
            state.unansweredCount -= 1
            state.unansweredOctets -= pending.octets
        }
        pending.completion(outcome)
    }

    /// Events and bytes that are not answered yet.
    var unanswered: (count: Int, octets: Int) {
        state.withLock { ($0.unansweredCount, $0.unansweredOctets) }
    }
}
