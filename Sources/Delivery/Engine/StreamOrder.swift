/// Keeps the first attempts of each stream one after the other, in order.
struct StreamOrder {
    /// Deliveries behind the one whose turn it is, by stream; none for a stream at rest.
    private var waiting: [String: [Int]] = [:]

    /// Whether it is this delivery's turn at once; else it waits behind others.
    mutating func enter(_ stream: String, slot: Int) -> Bool {
        guard waiting[stream] != nil else {
            waiting[stream] = []
            return true
        }
        waiting[stream]?.append(slot)
        return false
    }

    /// Ends a turn; the delivery whose turn it is now.
    mutating func leave(_ stream: String) -> Int? {
        guard let first = waiting[stream]?.first else {
            waiting[stream] = nil
            return nil
        }
        waiting[stream]?.removeFirst()
        return first
    }
}
