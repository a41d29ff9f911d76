import Events

/// What may be stored outside of a reconciler's memory: transactions, streams, and the findings and
/// deadlines of subjects.
///
/// A Bloom filter, which errs on one side only. Most ids that a batch names are new, and an id
/// without a row is as dear to look for as any other: the longer the log, the more so. Whoever
/// began with empty tables has seen every id that was written to them.
package struct StoredIdentifiers: Sendable {
    private enum Knowledge {
        case nothingStored, everythingMayBe, filter
    }

    private let knowledge: Knowledge
    private var bits: [UInt64] = []
    private static let probes = 6

    /// There is no store: all there is is in memory.
    package static let none = StoredIdentifiers(.nothingStored)

    /// For tables that may hold rows already: every id may have one.
    package static let unknown = StoredIdentifiers(.everythingMayBe)

    private init(_ knowledge: Knowledge) {
        self.knowledge = knowledge
    }

    /// For empty tables; at ten bits an id one in a hundred is looked for in vain.
    package init(bytes: Int) {
        knowledge = .filter
        var words = 1_024
        while words * 2 * MemoryLayout<UInt64>.size <= bytes { words *= 2 }
        bits = [UInt64](repeating: 0, count: words)
    }

    /// Whether there is a store at all.
    var isAnythingStored: Bool { knowledge != .nothingStored }

    /// Whether it knows every id that has a row.
    var isComplete: Bool { knowledge != .everythingMayBe }

    func mayHold(transaction id: String) -> Bool { mayHold(id, 0) }

    func mayHold(_ stream: EventStream) -> Bool { mayHold(stream.id, 1) }

    /// Findings about a subject, whatever its kind, or deadlines.
    func mayHold(findingsAbout subject: Subject) -> Bool { mayHold(subject.id, 2) }

    mutating func insert(transaction id: String) { insert(Self.hash(id, 0)) }

    mutating func insert(_ stream: EventStream) { insert(Self.hash(stream.id, 1)) }

    mutating func insert(findingsAbout subject: Subject) { insert(Self.hash(subject.id, 2)) }

    private func mayHold(_ id: String, _ kind: UInt8) -> Bool {
        switch knowledge {
        case .nothingStored: return false
        case .everythingMayBe: return true
        case .filter: break
        }
        let hash = Self.hash(id, kind)
        for probe in 0..<Self.probes {
            let (word, mask) = place(hash, probe)
            if bits[word] & mask == 0 { return false }
        }
        return true
    }

    private mutating func insert(_ hash: UInt64) {
        guard knowledge == .filter else { return }
        for probe in 0..<Self.probes {
            let (word, mask) = place(hash, probe)
            bits[word] |= mask
        }
    }

    /// The two halves of one hash serve as two; the number of words is a power of two.
    private func place(_ hash: UInt64, _ probe: Int) -> (word: Int, mask: UInt64) {
        let step = (hash >> 32) | 1
        let bit = (hash &+ UInt64(probe) &* step &* 0x9E37_79B9_7F4A_7C15) >> 6
        return (Int(bit >> 6) & (bits.count - 1), 1 << (bit & 63))
    }

    private static func hash(_ id: String, _ kind: UInt8) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(kind)
        hasher.combine(id)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
