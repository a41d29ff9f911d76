package import Events
package import Money

/// A transaction: the set of its steps, keyed by event.
///
/// State, amounts and entries are derived from the set in canonical order, so that arrival order
/// never matters.
package struct Transaction: Hashable, Sendable {
    package let id: String
    /// In canonical order: stated time (none comes last), rank of the kind, event id, ordinal.
    package internal(set) var steps: [StepRecord]
    /// References by thin events, in the same order; the first 16 are kept, and the one received
    /// first.
    package internal(set) var references: [ReferenceRecord]

    /// A transaction as it was stored; `steps` and `references` in any order.
    package init(id: String, steps: [StepRecord] = [], references: [ReferenceRecord] = []) {
        self.id = id
        self.steps = steps.sorted { $0.precedes($1) }
        self.references = references.sorted { $0.precedes($1) }
    }
}

/// Where a transaction stands.
package enum TransactionState: String, Hashable, Sendable, CaseIterable {
    /// Named by a reference alone: nothing else is known.
    case referenced
    case pending, authorized
    case partiallyCleared = "partially_cleared"
    case declined, cancelled, failed, expired, reversed, cleared, refunded

    /// A final state holds nothing and is never left by an earlier or weaker step.
    package var isFinal: Bool {
        switch self {
        case .referenced, .pending, .authorized, .partiallyCleared: false
        case .declined, .cancelled, .failed, .expired, .reversed, .cleared, .refunded: true
        }
    }
}

/// What kind of business a transaction is, as the view shows it.
package enum TransactionKind: String, Hashable, Sendable, CaseIterable {
    case payment, refund, charge, load, unload, transfer, conversion, adjustment, wallet
}

/// What is derived from a transaction's steps: one row of the `transactions` view.
package struct TransactionSummary: Hashable, Sendable {
    package var state: TransactionState
    package var kind: TransactionKind?
    package var currency: Currency?
    package var authorized: Amount
    package var held: Amount
    package var cleared: Amount
    package var reversed: Amount
    package var refunded: Amount
    package var cardID: String?
    package var accountID: String?
    /// The transaction that this one refunds, clears or reverses, where it has an id of its own.
    package var originalID: String?
    package var merchant: String?
    package var mcc: String?
    /// The earliest and latest stated times of the steps and references.
    package var createdAt: Timestamp?
    package var updatedAt: Timestamp?
}
