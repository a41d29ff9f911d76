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

    package init(
        key: FactKey, asOf: Timestamp, total: Amount?, available: Amount?, receivedAt: Timestamp,
        position: Int64
    ) {
        self.key = key
        self.asOf = asOf
        self.total = total
        self.available = available
        self.receivedAt = receivedAt
        self.position = position
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

    package init(
        cause: FactKey, transactionID: String, effectiveAt: Timestamp,
        effectiveSource: Entry.EffectiveSource, posted: Amount, pending: Amount,
        available: Amount, position: Int64
    ) {
        self.cause = cause
        self.transactionID = transactionID
        self.effectiveAt = effectiveAt
        self.effectiveSource = effectiveSource
        self.posted = posted
        self.pending = pending
        self.available = available
        self.position = position
    }
}

/// A provider's card or account in one currency: sums of its open entries, its reports, and the
/// movements between them.
package struct Account: Hashable, Sendable {
    package let key: AccountKey
    /// `account` once any event names the id as an account, else `card`.
    package internal(set) var kind: AccountKind
    package internal(set) var posted: Amount
    package internal(set) var pending: Amount
    package internal(set) var available: Amount
    package internal(set) var entryCount: Int64
    package internal(set) var lastEventAt: Timestamp?
    /// In the order (as-of, event id, ordinal).
    package internal(set) var reports: [ReportRecord]
    /// In the order (effective time, event id, ordinal); without the opening.
    package internal(set) var movements: [Movement]
    /// The open opening entry's amount on this account, once there is a report.
    package internal(set) var opening: Amount?

    /// An account as it was stored.
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
        self.reports = reports
        self.movements = movements
        self.opening = opening
    }
}
