import Events
import Ledger
import Money
import Testing

/// Fixed seeds, and one that is new in every run; a failing test names its argument.
private let seeds = Array(UInt64(1)...15) + [UInt64.random(in: 1_000...UInt64.max)]

@Suite("Any order, repetition and batching of the same events")
struct ConfluenceTests {
    /// Folds in batches as a shell does: load, fold, write, evict.
    private func fold(
        _ arrivals: [GivenEvent], _ policy: LedgerPolicy, batch: Int, maximumWeight: Int,
        window: AccountWindow? = nil
    ) throws -> Shelf {
        var shelf = Shelf()
        var books = Books(policy: policy)
        for start in stride(from: 0, to: arrivals.count, by: batch) {
            let events = Array(arrivals[start..<min(start + batch, arrivals.count)])
            try shelf.load(events, into: &books, window: window)
            for event in events {
                let changes = try shelf.fold(event, into: &books)
                try shelf.write(changes, of: books)
            }
            if let window { books.trim(shelf.accounts.keys, to: window) }
            try shelf.add(books.takeHouseDeltas())
            books.evict(maximumWeight: maximumWeight)
        }
        return shelf
    }

    @Test("gives the same books", arguments: seeds)
    func confluence(seed: UInt64) throws {
        let history = History(seed: seed)
        let straight = try fold(history.events, history.policy, batch: 1, maximumWeight: .max)
            .view(history.policy)
        #expect(!straight.entries.isEmpty)
        var generator = SeededGenerator(seed: ~seed)
        for round in 0..<4 {
            let arrivals = history.arrivals(&generator)
            let view = try fold(
                arrivals, history.policy, batch: generator.pick([1, 3, 7, 100]),
                maximumWeight: generator.pick([0, 20_000, .max]),
                window: AccountWindow(reports: generator.pick([1, 2, 8]), movements: 1 + round * 4)
            ).view(history.policy)
            for (id, summary) in straight.transactions {
                #expect(view.transactions[id] == summary, "seed \(seed), round \(round)")
            }
            for (id, card) in straight.cards {
                #expect(view.cards[id] == card, "seed \(seed), round \(round)")
            }
            for (key, account) in straight.accounts {
                #expect(view.accounts[key] == account, "seed \(seed), round \(round)")
            }
            #expect(view == straight, "seed \(seed), round \(round)")
        }
    }

    @Test("keeps every invariant after each event", arguments: seeds)
    func conservation(seed: UInt64) throws {
        let history = History(seed: seed)
        var generator = SeededGenerator(seed: seed &+ 1)
        var books = Books(policy: history.policy)
        for event in history.arrivals(&generator) {
            _ = try books.fold(event.event, event.interpretation)
            #expect(throws: Never.self, "seed \(seed)") { try books.checkInvariants() }
        }
    }

    @Test("changes nothing when all of it comes again", arguments: seeds)
    func repetition(seed: UInt64) throws {
        let history = History(seed: seed)
        var books = Books(policy: history.policy)
        for event in history.events { _ = try books.fold(event.event, event.interpretation) }
        for event in history.events {
            var changes = try books.fold(event.event, event.interpretation)
            changes.activities = []
            #expect(changes == FoldChanges(), "seed \(seed)")
        }
    }

    @Test("A final state holds nothing, and every state is reached")
    func states() throws {
        var reached: Set<TransactionState> = []
        for seed in UInt64(1)...80 {
            let history = History(seed: seed)
            var books = Books(policy: history.policy)
            for event in history.events {
                _ = try books.fold(event.event, event.interpretation)
                for id in ["t1", "t2", "t3", "t4", "w1", "w2"] {
                    guard let summary = books.summary(ofTransaction: id) else { continue }
                    reached.insert(summary.state)
                    #expect(!summary.state.isFinal || summary.held.isZero, "seed \(seed), \(id)")
                }
            }
        }
        #expect(reached == Set(TransactionState.allCases))
    }
}

extension HouseDelta {
    func adding(_ other: HouseDelta) throws -> HouseDelta {
        HouseDelta(
            posted: try posted.adding(other.posted), pending: try pending.adding(other.pending),
            available: try available.adding(other.available),
            entryCount: entryCount + other.entryCount)
    }
}
