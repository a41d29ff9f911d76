import Events
import Money

/// Writes the entries of one transaction, and knows its net pending amount on every account.
struct EntryBuilder {
    private let transactionID: String
    private(set) var entries: [Entry] = []
    /// Few accounts a transaction: a list is faster than a table.
    private var netPending: [(account: AccountKey, amount: Amount)] = []

    init(transactionID: String, stepCount: Int) {
        self.transactionID = transactionID
        entries.reserveCapacity(stepCount * 3)
    }

    func netPending(on account: AccountKey) -> Amount {
        netPending.first { $0.account == account }?.amount ?? .zero
    }

    /// Writes one leg; an amount of zero is no entry.
    mutating func add(
        _ amount: Amount, to account: AccountReference, in layer: Layer, leg: Leg,
        because record: StepRecord
    ) throws(MoneyError) {
        guard !amount.isZero else { return }
        let available =
            layer == .posted
            ? amount : try availableChange(ofPending: amount, on: account.key)
        entries.append(
            Entry(
                key: Entry.Key(transactionID: transactionID, cause: record.key, leg: leg.number),
                account: account.key, accountKind: account.kind, layer: layer, amount: amount,
                available: available, effectiveAt: record.effectiveAt,
                effectiveSource: record.effectiveSource, step: record.step.kind.rawValue,
                position: record.position))
    }

    /// Writes an amount on one account and its opposite on another.
    mutating func move(
        _ amount: Amount, to account: AccountReference, from other: AccountReference,
        in layer: Layer, lane: Int, because record: StepRecord
    ) throws(MoneyError) {
        guard !amount.isZero else { return }
        let opposite = try amount.negated()
        let (first, second) = (Leg(lane, layer, side: 0), Leg(lane, layer, side: 1))
        try add(amount, to: account, in: layer, leg: first, because: record)
        try add(opposite, to: other, in: layer, leg: second, because: record)
    }

    /// A hold lowers what is available; a pending credit does not raise it.
    private mutating func availableChange(
        ofPending amount: Amount, on account: AccountKey
    ) throws(MoneyError) -> Amount {
        let place = netPending.firstIndex { $0.account == account } ?? netPending.endIndex
        if place == netPending.endIndex { netPending.append((account, .zero)) }
        let before = netPending[place].amount
        let after = try before.adding(amount)
        netPending[place].amount = after
        // With the digits of the amount, also where it changes nothing.
        let zero = Amount(units: 0, scale: after.scale)
        return try min(after, zero).subtracting(min(before, zero))
    }
}

/// The place of a leg within its step, the same however often the transaction is derived.
struct Leg {
    let number: Int16

    /// `lane` tells currencies and wallet movements apart: below 2,000 (twice the bound on steps).
    ///
    /// `side` is 0 to 3, and 4 to 7 for what an earlier state of the same movement put elsewhere.
    init(_ lane: Int, _ layer: Layer, side: Int) {
        number = Int16(truncatingIfNeeded: lane * 16 + (layer == .posted ? 8 : 0) + side)
    }
}

extension StepRecord {
    /// The provider's time; our receipt where it states none.
    var effectiveAt: Timestamp { createdAt ?? receivedAt }
    var effectiveSource: Entry.EffectiveSource { createdAt == nil ? .receipt : .stated }
}
