import Events
import Reconciliation

/// Which transactions, streams and scopes of findings may have a row: a Bloom filter, which errs on
/// one side only.
///
/// Most ids that a batch names are new, and an id without a row is as dear to look for as any
/// other: the longer the log, the more so. A projector that began with empty tables has seen every
/// id that it wrote.
struct StoredIdentifiers {
    private var bits: [UInt64] = []
    private static let probes = 6

    /// For tables that may hold rows already: every id may have one.
    static let unknown = StoredIdentifiers()

    private init() {}

    /// For empty tables; at ten bits an id one in a hundred is looked for in vain.
    init(bytes: Int) {
        var words = 1_024
        while words * 2 * MemoryLayout<UInt64>.size <= bytes { words *= 2 }
        bits = [UInt64](repeating: 0, count: words)
    }

    /// Whether it knows every id that has a row.
    var isComplete: Bool { !bits.isEmpty }

    func mayHold(transaction id: String) -> Bool {
        bits.isEmpty || mayHold(Self.hash(id, 0))
    }

    func mayHold(_ stream: EventStream) -> Bool {
        bits.isEmpty || mayHold(Self.hash(stream.id, 1))
    }

    /// Findings about a subject, whatever its kind, or deadlines.
    func mayHold(findingsAbout subjectID: String) -> Bool {
        bits.isEmpty || mayHold(Self.hash(subjectID, 2))
    }

    mutating func insert(transaction id: String) { insert(Self.hash(id, 0)) }

    mutating func insert(_ stream: EventStream) { insert(Self.hash(stream.id, 1)) }

    mutating func insert(findingsAbout subjectID: String) { insert(Self.hash(subjectID, 2)) }

    private func mayHold(_ hash: UInt64) -> Bool {
        for probe in 0..<Self.probes {
            let (word, mask) = place(hash, probe)
            if bits[word] & mask == 0 { return false }
        }
        return true
    }

    private mutating func insert(_ hash: UInt64) {
        guard !bits.isEmpty else { return }
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
