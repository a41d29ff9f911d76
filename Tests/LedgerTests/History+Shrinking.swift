import Events
import Ledger
import Money

extension History {
    static var shrinker: Shrinker<History> { Shrinker { $0.simpler } }

    /// The same history with runs of events taken out, then with single facts taken out, then with
    /// one event made plainer.
    private var simpler: [History] {
        var found: [History] = []
        var length = events.count / 2
        while length > 0 {
            for start in stride(from: 0, to: events.count, by: length) {
                var rest = events
                rest.removeSubrange(start..<min(start + length, events.count))
                found.append(with(rest))
            }
            length /= 2
        }
        for place in events.indices {
            for event in events[place].simpler(after: place > 0 ? events[place - 1] : nil) {
                var changed = events
                changed[place] = event
                found.append(with(changed))
            }
        }
        return found
    }
}

extension GivenEvent {
    /// The event with a fact less, at the time of the one before it, or with plainer facts.
    fileprivate func simpler(after previous: GivenEvent?) -> [GivenEvent] {
        var found: [GivenEvent] = []
        let facts = interpretation.facts
        if facts.count > 1 {
            for place in facts.indices {
                var event = self
                event.interpretation.facts.remove(at: place)
                found.append(event)
            }
        }
        if let time = previous?.event.createdAt, let own = event.createdAt, own != time {
            var changed = self
            changed.event.createdAt = time
            changed.interpretation.facts = facts.map { $0.moved(from: own, to: time) }
            found.append(changed)
        }
        for place in facts.indices {
            for fact in facts[place].simpler {
                var event = self
                event.interpretation.facts[place] = fact
                found.append(event)
            }
        }
        return found
    }
}

extension Fact {
    fileprivate func moved(from old: Timestamp, to new: Timestamp) -> Fact {
        guard case .balanceReported(var report) = self, report.asOf == old else { return self }
        report.asOf = new
        return .balanceReported(report)
    }

    fileprivate var simpler: [Fact] {
        switch self {
        case .transactionStep(let step): step.simpler.map { .transactionStep($0) }
        case .card(let card): card.simpler.map { .card($0) }
        case .balanceReported(let report): report.simpler.map { .balanceReported($0) }
        default: []
        }
    }
}

private let one = MonetaryAmount(amount: Amount(units: 1, scale: 0), currency: usd)

extension TransactionStep {
    fileprivate var simpler: [TransactionStep] {
        let changes: [(inout TransactionStep) -> Void] = [
            { $0.originalTransactionID = nil }, { $0.merchant = nil }, { $0.status = nil },
            { $0.counterpartyAmount = nil },
            { $0.counterpartyAccountID = nil }, { $0.accountID = nil }, { $0.cardID = nil },
            { $0.amount = nil }, { if $0.amount != nil { $0.amount = one } },
            { if $0.counterpartyAmount != nil { $0.counterpartyAmount = one } },
        ]
        return applying(changes, to: self)
    }
}

extension CardFact {
    fileprivate var simpler: [CardFact] {
        applying(
            [
                { $0.status = nil }, { $0.last4 = nil }, { $0.accountID = nil },
                { $0.spendLimit = nil }, { $0.currency = nil }, { $0.isOpening = false },
                { $0.isClosing = false },
            ], to: self)
    }
}

extension BalanceReport {
    fileprivate var simpler: [BalanceReport] {
        applying(
            [
                { if $0.available != nil { $0.total = nil } },
                { if $0.total != nil { $0.available = nil } },
                { if $0.total != nil { $0.total = one.amount } },
                { if $0.available != nil { $0.available = one.amount } },
                { $0.currency = usd },
            ], to: self)
    }
}

/// What each change makes of a value, where it changes anything.
private func applying<Value: Hashable>(
    _ changes: [(inout Value) -> Void], to value: Value
) -> [Value] {
    changes.compactMap { change in
        var changed = value
        change(&changed)
        return changed == value ? nil : changed
    }
}
