package import Events
package import Money

/// A balance report with the event that it came from.
///
/// Reports without a stated time are not recorded: they order by nothing.
package struct ReportRecord: Hashable, Sendable {
    package var key: FactKey
    package var asOf: Timestamp
    package var total: Amount?
    package var available: Amount?
    package var receivedAt: Timestamp
    package var position: Int64
    /// `account` when the event names the id as an account, else `card`.
    package var accountKind: AccountKind

    package init(
        key: FactKey, asOf: Timestamp, total: Amount?, available: Amount?, receivedAt: Timestamp,
        position: Int64, accountKind: AccountKind = .card
    ) {
        self.key = key
        self.asOf = asOf
        self.total = total
        self.available = available
        self.receivedAt = receivedAt
        self.position = position
        self.accountKind = accountKind
    }
}

/// What one step changed on one account: the open entries of that step there, summed.
package struct Movement: Hashable, Sendable {
    package var cause: FactKey
    package var transactionID: String
    package var effectiveAt: Timestamp
    /// `receipt`: it may have happened at any time up to `effectiveAt`.
    package var effectiveSource: Entry.EffectiveSource
    package var posted: Amount
    package var pending: Amount
    package var available: Amount
    package var position: Int64
    /// The kind that the entries give their account.
    package var accountKind: AccountKind

    package init(
        cause: FactKey, transactionID: String, effectiveAt: Timestamp,
        effectiveSource: Entry.EffectiveSource, posted: Amount, pending: Amount,
        available: Amount, position: Int64, accountKind: AccountKind = .card
    ) {
        self.cause = cause
        self.transactionID = transactionID
        self.effectiveAt = effectiveAt
        self.effectiveSource = effectiveSource
        self.posted = posted
        self.pending = pending
        self.available = available
        self.position = position
        self.accountKind = accountKind
    }
}

/// A provider's card or account in one currency: sums of its open entries, its reports, and the
/// movements between them.
package struct Account: Hashable, Sendable {
    package let key: AccountKey
    /// `account` when a report or an open entry names the id as an account, else `card`.
    package internal(set) var kind: AccountKind
    package internal(set) var posted: Amount
    package internal(set) var pending: Amount
    package internal(set) var available: Amount
    /// Open entries, the opening included.
    package internal(set) var entryCount: Int64
    /// The latest stated time of its movements and reports.
    package internal(set) var lastEventAt: Timestamp?
    /// In the order (as-of, event id, ordinal).
    package internal(set) var reports: [ReportRecord]
    /// In the order (effective time, event id, ordinal); without the opening.
    package internal(set) var movements: [Movement]
    /// The open opening entry's amount on this account, once there is a report.
    package internal(set) var opening: Amount?

    /// An account as it was stored; `reports` and `movements` in any order.
    package init(
        key: AccountKey, kind: AccountKind, posted: Amount, pending: Amount, available: Amount,
        entryCount: Int64, lastEventAt: Timestamp?, reports: [ReportRecord],
        movements: [Movement], opening: Amount?
    ) {
        self.key = key
        self.kind = kind
        self.posted = posted
        self.pending = pending
        self.available = available
        self.entryCount = entryCount
        self.lastEventAt = lastEventAt
        self.reports = reports.sorted { $0.precedes($1) }
        self.movements = movements.sorted { $0.precedes($1) }
        self.opening = opening
    }

    /// An account of which nothing is known yet.
    init(key: AccountKey) {
        self.init(
            key: key, kind: .card, posted: .zero, pending: .zero, available: .zero, entryCount: 0,
            lastEventAt: nil, reports: [], movements: [], opening: nil)
    }

    /// Nothing stands on it: no event that is known today speaks of it.
    var isEmpty: Bool { reports.isEmpty && movements.isEmpty }
}
