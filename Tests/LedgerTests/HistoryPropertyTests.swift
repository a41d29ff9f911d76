import Events
import FoundationEssentials
import Ledger
import Money
import Reconciliation
import Testing

/// Thousands of short histories: books and findings do not depend on how the events came.
///
/// `TRUEUP_HISTORIES` sets how many (2,560 otherwise); a failure prints its seed and the smallest
/// history found that fails.
@Suite("Of thousands of histories")
struct HistoryPropertyTests {
    private static let shards = UInt64(16)
    private static let perShard =
        UInt64(ProcessInfo.processInfo.environment["TRUEUP_HISTORIES"] ?? "")
        .map { max(1, $0 / shards) } ?? 160

    @Test("each gives the same books and findings in any order", arguments: 0..<shards)
    func confluence(shard: UInt64) throws {
        for number in 0..<Self.perShard {
            let seed = shard << 32 | number
            let history = History(seed: seed, count: 4 + Int(seed % 9))
            guard Self.difference(history) != nil else { continue }
            let smallest = History.shrinker.smallest(history) { Self.difference($0) != nil }
            Issue.record(
                """
                SEED \(seed): \(Self.difference(smallest) ?? "gone")
                \(smallest.inWords)
                """)
            return
        }
    }

    /// What differs between a history as it was told and two other ways in which it could come.
    static func difference(_ history: History) -> String? {
        do {
            let straight = try ReconciledHistory(Arrival(events: history.events), history.policy)
            let (books, findings) = (try straight.view(), straight.lines)
            var generator = SeededGenerator(seed: ~history.seed)
            for _ in 0..<2 {
                let arrival = Arrival(
                    events: history.arrivals(&generator), batch: generator.pick([1, 3, 7, 100]),
                    maximumWeight: generator.pick([0, 20_000, .max]),
                    window: generator.pick([1, 2, 8]).window)
                let other = try ReconciledHistory(arrival, history.policy)
                let order = arrival.events.map(\.event.eventID).joined(separator: " ")
                let difference = findings.symmetricDifference(other.lines)
                if !difference.isEmpty { return "findings \(difference) of \(order)" }
                if let difference = try books.difference(from: other.view()) {
                    return "\(difference) of \(order)"
                }
            }
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension Int {
    fileprivate var window: AccountWindow { AccountWindow(reports: self, movements: self) }
}

extension BooksView {
    /// The first entities in which two views differ; nil when they are equal.
    func difference(from other: BooksView) -> String? {
        for (id, summary) in transactions where other.transactions[id] != summary {
            return "transaction \(id)"
        }
        for (id, card) in cards where other.cards[id] != card { return "card \(id)" }
        for (key, account) in accounts where other.accounts[key] != account {
            return "account \(account) is not \(String(describing: other.accounts[key]))"
        }
        if entries != other.entries { return "entries" }
        return self == other ? nil : "books"
    }
}
