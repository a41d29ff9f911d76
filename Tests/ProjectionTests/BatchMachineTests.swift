import Testing

@testable import Projection

/// The machine alone, against a store that refuses some events: what is stored in the end, and what
/// that costs.
@Suite struct BatchMachineTests {
    /// A log, a memory and tables, as far as the machine can tell them from real ones.
    struct Store {
        let head: Int64
        let refused: Set<Int64>

        init(head: Int64, refused: Set<Int64>) {
            self.head = head
            self.refused = refused
        }

        var machine = BatchMachine()
        /// Up to where the tables and the memory are.
        var stored: Int64 = 0
        var reached: Int64 = 0
        /// What the writer has in hand.
        var underWay: Batch?
        var quarantined: [Int64] = []
        var folded = 0
        /// Batches that were folded while another was in the writer's hand.
        var ahead = 0

        struct Batch {
            var positions: ClosedRange<Int64>
            var isQuarantined = false
        }

        struct Refusal: Error {}

        func isRefused(_ batch: Batch) -> Bool {
            !batch.isQuarantined && refused.contains { batch.positions.contains($0) }
        }

        mutating func store(_ batch: Batch) throws(Refusal) {
            if isRefused(batch) { throw Refusal() }
            #expect(batch.positions.lowerBound == stored + 1, "out of order")
            stored = batch.positions.upperBound
            if batch.isQuarantined { quarantined.append(stored) }
        }

        mutating func settle() throws(Refusal) {
            guard let batch = underWay else { return }
            underWay = nil
            try store(batch)
        }

        /// One batch; nil when even the culprit without its facts is refused.
        mutating func fold(limit: Int32, mayGoAhead: Bool) -> Int? {
            var action = machine.begin(after: reached, limit: limit, mayGoAhead: mayGoAhead)
            var batch: Batch?
            while true {
                do throws(Refusal) {
                    switch action {
                    case .read(let limit):
                        let last = min(head, reached + Int64(limit))
                        batch = last > reached ? Batch(positions: reached + 1...last) : nil
                        action = machine.didRead(batch?.positions.count ?? 0)
                    case .fold(let reason):
                        batch?.isQuarantined = reason != nil
                        if underWay != nil { ahead += 1 }
                        folded += batch?.positions.count ?? 0
                        reached = batch?.positions.upperBound ?? reached
                        action = machine.didFold()
                    case .settle:
                        try settle()
                        action = machine.didSettle()
                    case .submit:
                        #expect(underWay == nil)
                        underWay = batch
                        action = machine.didWrite()
                    case .commit:
                        if let batch { try store(batch) }
                        action = machine.didWrite()
                    case .finish(let events): return events
                    case .fail: return nil
                    }
                } catch {
                    let (reached, folded) = (reached, reached - stored)
                    try? settle()
                    underWay = nil
                    self.reached = stored
                    action = machine.didRefuse("no", reached: reached, folded: folded)
                }
            }
        }

        mutating func foldAll(limit: Int32, mayGoAhead: Bool) {
            for _ in 0...(4 * head + 100) {
                guard let events = fold(limit: limit, mayGoAhead: mayGoAhead), events > 0 else {
                    return
                }
            }
            Issue.record("does not come to an end")
        }
    }

    static let cases: [(head: Int64, limit: Int32, refused: Set<Int64>)] = [
        (0, 8, []), (1, 8, []), (20, 8, []), (20, 8, [1]), (20, 8, [20]), (20, 8, [8, 9]),
        (20, 8, [3, 4, 17]), (20, 1, [5]), (20, 100, [7]), (9, 8, Set(1...9)),
        (1_000, 64, [63, 64, 65, 700, 999]),
    ]

    @Test(arguments: cases, [true, false])
    func everythingIsStoredAndOnlyWhatIsRefusedWithoutItsFacts(
        test: (head: Int64, limit: Int32, refused: Set<Int64>), mayGoAhead: Bool
    ) {
        var store = Store(head: test.head, refused: test.refused)
        store.foldAll(limit: test.limit, mayGoAhead: mayGoAhead)
        #expect(store.stored == test.head && store.reached == test.head)
        #expect(store.underWay == nil)
        #expect(store.quarantined == test.refused.sorted())
        #expect(store.machine.state == .running || !test.refused.isEmpty)
        if test.refused.isEmpty { #expect(store.folded == Int(test.head)) }
        #expect(!mayGoAhead || test.head <= Int64(test.limit) || store.ahead > 0)
    }

    /// Each refused event costs about two batches: what went ahead, and the halves.
    @Test func aRefusedEventCostsABoundedNumberOfFolds() {
        for position in stride(from: Int64(1), through: 4_096, by: 97) {
            var store = Store(head: 4_096, refused: [position])
            store.foldAll(limit: 1_024, mayGoAhead: true)
            #expect(store.quarantined == [position])
            #expect(store.folded <= 4_096 + 6 * 1_024, "\(position): \(store.folded)")
        }
    }

    /// Even without its facts the event cannot be stored: that is no event's fault.
    @Test func endsWhereEvenTheCulpritCannotBeStored() {
        var machine = BatchMachine()
        _ = machine.begin(after: 4, limit: 1, mayGoAhead: false)
        _ = machine.didRead(1)
        #expect(machine.didRefuse("no", reached: 5, folded: 1) == .read(atMost: 1))
        #expect(machine.didRead(1) == .fold(refusing: "no"))
        #expect(machine.didRefuse("no", reached: 5, folded: 1) == .fail)
    }
}
