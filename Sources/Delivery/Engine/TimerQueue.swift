/// Deliveries that wait for their time, the earliest first; of one time in the order of waiting.
struct TimerQueue {
    private struct Entry {
        var time: Int64
        var sequence: Int64
        var slot: Int

        func isBefore(_ other: Entry) -> Bool {
            time == other.time ? sequence < other.sequence : time < other.time
        }
    }

    private var heap: [Entry] = []
    private var sequence: Int64 = 0

    var firstTime: Int64? { heap.first?.time }

    mutating func insert(_ slot: Int, at time: Int64) {
        heap.append(Entry(time: time, sequence: sequence, slot: slot))
        sequence += 1
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The next that is due by then.
    mutating func removeFirst(dueBy now: Int64) -> Int? {
        guard let first = heap.first, first.time <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            guard least != parent else { return first.slot }
            heap.swapAt(least, parent)
            parent = least
        }
    }
}
