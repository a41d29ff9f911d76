import Synchronization

/// Counts calls of a function that is handed over.
final class CallCounter: Sendable {
    private let calls = Atomic<Int>(0)

    var total: Int { calls.load(ordering: .relaxed) }

    func count() { calls.wrappingAdd(1, ordering: .relaxed) }
}
