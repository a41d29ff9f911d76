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

/// How many of an account's reports state what.
package struct ReportCounts: Hashable, Sendable {
    package var all: Int64
    package var ofTotal: Int64
    package var ofAvailable: Int64

    package init(all: Int64 = 0, ofTotal: Int64 = 0, ofAvailable: Int64 = 0) {
        self.all = all
        self.ofTotal = ofTotal
        self.ofAvailable = ofAvailable
    }

    package init(_ reports: some Sequence<ReportRecord>) {
        self.init()
        for report in reports { count(report) }
    }

    func subtracting(_ other: ReportCounts) -> ReportCounts {
        ReportCounts(
            all: all - other.all, ofTotal: ofTotal - other.ofTotal,
            ofAvailable: ofAvailable - other.ofAvailable)
    }

    mutating func count(_ report: ReportRecord) {
        all += 1
        if report.total != nil { ofTotal += 1 }
        if report.available != nil { ofAvailable += 1 }
    }
}

/// A provider's card or account in one currency: sums of its open entries, its first report, and a
/// *window* of its latest reports and the movements since the first of them.
///
/// What lies before the window is known as a sum only: totals less what is in the window. So an
/// account costs the same however long it lives. Whatever needs more says so before it changes
/// anything (`FoldError.needsHistory`), and the shell brings it in (`Books.extend`).
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
    /// The first of all its reports, also of those before the window.
    package internal(set) var firstReport: ReportRecord?
    /// All its reports, also those before the window.
    package internal(set) var reportCounts: ReportCounts
    /// Its reports before the window.
    package internal(set) var hiddenReports: ReportCounts
    /// In the order (as-of, event id, ordinal); those of the window.
    package internal(set) var reports: [ReportRecord]
    /// In the order (effective time, event id, ordinal); those of the window, without the opening.
    package internal(set) var movements: [Movement]
    /// The open opening entry's amount on this account, once there is a report.
    package internal(set) var opening: Amount?
    /// No report or movement at this time or later has a say in the opening; nil while any has.
    package internal(set) var openingUntil: Timestamp?
    /// The start of a tick: everything from it on is in memory; nil when everything is.
    package internal(set) var windowStart: Timestamp?

    /// An account as it was stored; `reports` and `movements` in any order.
    ///
    /// - Parameters:
    ///   - firstReport: The first of `reports` where nothing is left out.
    ///   - reportCounts: Those of `reports` where nothing is left out.
    package init(
        key: AccountKey, kind: AccountKind, posted: Amount, pending: Amount, available: Amount,
        entryCount: Int64, lastEventAt: Timestamp?, reports: [ReportRecord],
        movements: [Movement], opening: Amount?, openingUntil: Timestamp? = nil,
        firstReport: ReportRecord? = nil, reportCounts: ReportCounts? = nil,
        windowStart: Timestamp? = nil
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
        self.openingUntil = openingUntil
        self.firstReport = firstReport ?? self.reports.first
        let shown = ReportCounts(reports)
        self.reportCounts = reportCounts ?? shown
        hiddenReports = self.reportCounts.subtracting(shown)
        self.windowStart = windowStart
    }

    /// An account of which nothing is known yet.
    init(key: AccountKey) {
        self.init(
            key: key, kind: .card, posted: .zero, pending: .zero, available: .zero, entryCount: 0,
            lastEventAt: nil, reports: [], movements: [], opening: nil)
    }

    /// Nothing stands on it: no event that is known today speaks of it.
    var isEmpty: Bool { firstReport == nil && entryCount == 0 }
}
