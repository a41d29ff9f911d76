/// What is to come in a program, the earliest first; of one time in the order of scheduling.
package struct ProgramQueue<Action: Sendable>: Sendable {
    private struct Item {
        var time: Int64
        var sequence: Int64
        var action: Action

        func precedes(_ other: Item) -> Bool {
            time == other.time ? sequence < other.sequence : time < other.time
        }
    }

    private var heap: [Item] = []
    private var sequence: Int64 = 0

    package init() {}

    package var firstTime: Int64? { heap.first?.time }

    package mutating func insert(_ action: Action, at time: Int64) {
        sequence += 1
        heap.append(Item(time: time, sequence: sequence, action: action))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    package mutating func removeFirst() -> (time: Int64, action: Action)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.time, first.action)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(heap[parent]) else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
