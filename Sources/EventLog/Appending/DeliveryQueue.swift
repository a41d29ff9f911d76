internal import Synchronization

/// A delivery with the one who waits for its outcome.
struct PendingDelivery: Sendable {
    let delivery: Delivery
    let octets: Int
    let completion: @Sendable (AppendOutcome) -> Void
}

/// The bounded queue between the threads that accept deliveries and the one that writes them.
///
/// A delivery counts until it is answered, so that the bounds hold for all memory in use.
final class DeliveryQueue: Sendable {
    private struct State {
        var waiting: [PendingDelivery] = []
        var unansweredCount = 0
        var unansweredOctets = 0
        var isOpen = false
    }

    private let state = Mutex(State())
    private let deliveryLimit: Int
    private let octetLimit: Int

    init(deliveryLimit: Int, octetLimit: Int) {
        self.deliveryLimit = deliveryLimit
        self.octetLimit = octetLimit
    }

    func open() { state.withLock { $0.isOpen = true } }

    /// Takes no more deliveries; what it holds is still to be taken out.
    func close() { state.withLock { $0.isOpen = false } }

    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Never blocks for longer than another thread's few instructions.
    func submit(_ pending: PendingDelivery) -> Submission {
        state.withLock { state in
            guard state.isOpen else { return .stopped }
            // An oversized delivery is let in when nothing else is there, or it could never pass.
            let fits =
                state.unansweredCount == 0
                || state.unansweredOctets + pending.octets <= octetLimit
            guard fits, state.unansweredCount < deliveryLimit else { return .full }
            state.waiting.append(pending)
            state.unansweredCount += 1
            state.unansweredOctets += pending.octets
            return .accepted
        }
    }

    /// Everything that waits.
    func takeAll() -> [PendingDelivery] {
        state.withLock { state in
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
    }

    /// Answers one delivery and gives its room back.
    func answer(_ pending: PendingDelivery, _ outcome: AppendOutcome) {
        state.withLock { state in
            state.unansweredCount -= 1
            state.unansweredOctets -= pending.octets
        }
        pending.completion(outcome)
    }

    /// Deliveries and bytes that are not answered yet.
    var unanswered: (count: Int, octets: Int) {
        state.withLock { ($0.unansweredCount, $0.unansweredOctets) }
    }
}
