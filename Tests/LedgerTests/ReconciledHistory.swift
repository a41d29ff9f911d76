import Events
import Ledger
import Money
import Reconciliation

/// How a history arrives, and how little is kept of it in memory.
struct Arrival {
    var events: [GivenEvent]
    var batch = 1
    var maximumWeight = Int.max
    var window: AccountWindow?
}

/// A history folded and judged by the reconciler, with a shelf for the tables.
struct ReconciledHistory {
    /// A finding about what is true now, without positions and receipts.
    struct Line: Hashable, CustomStringConvertible {
        let key: FindingKey
        let severity: Severity
        let amount: MonetaryAmount?

        var description: String {
            "\(key.rule.name) \(key.subject.id) \(key.discriminator) \(severity) "
                + (amount?.description ?? "")
        }
    }

    private var store: ShelfStore
    private var reconciler: Reconciler

    init(_ arrival: Arrival, _ policy: LedgerPolicy) throws {
        let window = arrival.window ?? AccountWindow(reports: .max, movements: .max)
        let rules = RuleSettings(
            sourceName: "source", clockResolutionMicroseconds: policy.clockResolutionMicroseconds)
        store = ShelfStore(window: arrival.window)
        reconciler = Reconciler(policy: policy, rules: rules, window: window, stored: .unknown)
        for start in stride(from: 0, to: arrival.events.count, by: arrival.batch) {
            let events = arrival.events.dropFirst(start).prefix(arrival.batch)
            try take(
                events.map { given in
                    EventReading(given.event, settings: rules) { _ in given.interpretation }
                })
            reconciler.forget(downTo: arrival.maximumWeight)
        }
        // In the end all that time alone can change has come.
        var prefetch = Prefetch(until: .latest)
        while let needs = prefetch.next(of: &reconciler) { try supply(needs) }
        while let needs = reconciler.advance(to: .latest) { try supply(needs) }
        try write()
    }

    private mutating func take(_ readings: [EventReading]) throws {
        // Now and then nothing is prefetched: then each event asks for itself.
        if readings.count != 3 {
            var prefetch = Prefetch(readings)
            while let needs = prefetch.next(of: &reconciler) { try supply(needs) }
        }
        for reading in readings {
            while let needs = reconciler.take(reading) { try supply(needs) }
        }
        try write()
    }

    private mutating func supply(_ needs: Needs) throws {
        try reconciler.supply(store.supplies(needs, reconciler.books), for: needs)
    }

    private mutating func write() throws {
        try store.write(reconciler.takeChanges())
        reconciler.noteSettled()
    }

    func view() throws -> BooksView { try store.shelf.view(reconciler.policy) }

    /// What is true now; what arrival itself showed depends on the order of arrival.
    var lines: Set<Line> {
        Set(
            store.findings.values.filter { $0.status == .open }.map(\.finding)
                .filter { !$0.key.rule.judgesArrival }
                .map { Line(key: $0.key, severity: $0.severity, amount: $0.amount) })
    }
}
