package import Events

/// When one finding must be judged again although nothing new arrived.
package struct Review: Hashable, Sendable {
    package var key: FindingKey
    package var at: Timestamp

    package init(key: FindingKey, at: Timestamp) {
        self.key = key
        self.at = at
    }
}

extension Review: Comparable {
    /// The order in which reviews fire: time, then key.
    package static func < (left: Review, right: Review) -> Bool {
        left.at == right.at ? left.key < right.key : left.at < right.at
    }
}

/// The pending reviews of a source, in the order in which they fall due.
package struct Deadlines: Sendable {
    /// A change that must be stored: a new time, or none any more.
    package struct Change: Hashable, Sendable {
        package var key: FindingKey
        package var at: Timestamp?
    }

    private var pending: [Subject: [Rule: [String: Timestamp]]] = [:]
    private var queue = ReviewQueue()
    private var dirty: Set<FindingKey> = []
    package private(set) var count = 0

    package init() {}

    /// Takes in a stored review; nothing to store again.
    package mutating func load(_ review: Review) {
        put(review.at, for: review.key)
    }

    package subscript(_ key: FindingKey) -> Timestamp? {
        pending[key.subject]?[key.rule]?[key.discriminator]
    }

    /// Sets, replaces or (with nil) clears the review of one finding.
    package mutating func set(_ key: FindingKey, at: Timestamp?) {
        guard self[key] != at else { return }
        put(at, for: key)
        dirty.insert(key)
    }

    /// Takes over what a judgement says of its extent: reviews that it does not repeat are cleared.
    package mutating func apply(_ judgement: Judgement) {
        let scope = judgement.scope
        for discriminator in (pending[scope.subject]?[scope.rule] ?? [:]).keys
        where judgement.extent.contains(discriminator)
            && judgement.reviews[discriminator] == nil
        {
            set(judgement.scope.key(discriminator), at: nil)
        }
        for (discriminator, at) in judgement.reviews {
            set(judgement.scope.key(discriminator), at: at)
        }
    }

    /// The review that falls due next.
    package mutating func next() -> Review? {
        while let first = queue.first {
            if self[first.key] == first.at { return first }
            queue.removeFirst()
        }
        return nil
    }

    /// Removes a review that is fired; judging its finding again sets a new one where one is
    /// needed.
    package mutating func remove(_ review: Review) { set(review.key, at: nil) }

    /// Everything that falls due by then, in no order.
    func due(upTo time: Timestamp) -> [Review] {
        queue.reviews(upTo: time).filter { self[$0.key] == $0.at }
    }

    /// What changed since the last call, in key order.
    package mutating func takeChanges() -> [Change] {
        let changes = dirty.sorted().map { Change(key: $0, at: self[$0]) }
        dirty = []
        return changes
    }

    private mutating func put(_ at: Timestamp?, for key: FindingKey) {
        guard let at else { return clear(key) }
        let previous = pending[key.subject, default: [:]][key.rule, default: [:]]
            .updateValue(at, forKey: key.discriminator)
        if previous == nil { count += 1 }
        queue.insert(Review(key: key, at: at))
        rebuildIfMostlyStale()
    }

    private mutating func clear(_ key: FindingKey) {
        guard pending[key.subject]?[key.rule]?.removeValue(forKey: key.discriminator) != nil
        else { return }
        count -= 1
        guard pending[key.subject]?[key.rule]?.isEmpty == true else { return }
        pending[key.subject]?[key.rule] = nil
        if pending[key.subject]?.isEmpty == true { pending[key.subject] = nil }
    }

    /// Forgets the reviews of subjects, which must be stored; the time of the earliest of them.
    mutating func forget(_ subjects: [Subject]) -> Timestamp? {
        var earliest: Timestamp?
        for subject in subjects {
            for reviews in (pending.removeValue(forKey: subject) ?? [:]).values {
                count -= reviews.count
                for at in reviews.values { earliest = min(earliest ?? at, at) }
            }
        }
        return earliest
    }

    /// Replaced reviews stay in the queue until they surface; this bounds how many.
    private mutating func rebuildIfMostlyStale() {
        guard queue.count > 2 * count + 64 else { return }
        queue = ReviewQueue()
        for (subject, rules) in pending {
            for (rule, reviews) in rules {
                let scope = FindingScope(rule: rule, subject: subject)
                for (discriminator, at) in reviews {
                    queue.insert(Review(key: scope.key(discriminator), at: at))
                }
            }
        }
    }
}

/// A binary heap of reviews: the earliest is first.
private struct ReviewQueue {
    private var heap: [Review] = []

    var count: Int { heap.count }
    var first: Review? { heap.first }

    mutating func insert(_ review: Review) {
        heap.append(review)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() {
        guard !heap.isEmpty else { return }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while let child = lesserChild(of: parent), heap[child] < heap[parent] {
            heap.swapAt(child, parent)
            parent = child
        }
    }

    /// Costs as much as there are.
    func reviews(upTo time: Timestamp) -> [Review] {
        var found: [Review] = []
        var open = heap.isEmpty ? [] : [0]
        while let place = open.popLast() {
            guard heap[place].at <= time else { continue }
            found.append(heap[place])
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                open.append(child)
            }
        }
        return found
    }

    private func lesserChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < heap.count else { return nil }
        let right = left + 1
        return right < heap.count && heap[right] < heap[left] ? right : left
    }
}
