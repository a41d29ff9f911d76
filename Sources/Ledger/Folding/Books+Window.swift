package import Events
import Money

/// How much of each account stays in memory when nothing older is in use.
///
/// Decides the cost alone: what is folded and found is the same with any window.
package struct AccountWindow: Hashable, Sendable {
    /// Reports that stay, with the movements since the first of them.
    package var reports: Int
    /// Movements that stay of an account without a report.
    package var movements: Int

    package init(reports: Int = 8, movements: Int = 32) {
        self.reports = max(1, reports)
        self.movements = max(1, movements)
    }
}

extension Books {
    /// The start of the tick in which a time lies: windows begin with a tick.
    package func tickStart(_ time: Timestamp) -> Timestamp { policy.clock.tickStart(time) }

    /// Whether everything of an account from a time on is in memory.
    package func covers(_ key: AccountKey, from time: Timestamp) -> Bool {
        accounts[key]?.value.windowStart.map { $0 <= time } ?? true
    }

    /// Widens an account's window by what is stored before it.
    ///
    /// - Parameters:
    ///   - reports: Those from `start` to the window's present start; `movements` likewise.
    ///   - start: The start of a tick; nil when nothing lies before them.
    package mutating func extend(
        _ key: AccountKey, reports: [ReportRecord], movements: [Movement], from start: Timestamp?
    ) {
        guard let index = accounts.index(forKey: key) else { return }
        accounts.values[index].value.extend(reports, movements, from: start)
        reweigh(at: index)
    }

    /// Takes accounts back to their windows.
    ///
    /// Everything that was changed must have been stored.
    package mutating func trim(_ keys: some Sequence<AccountKey>, to window: AccountWindow) {
        for key in keys {
            guard let index = accounts.index(forKey: key),
                accounts.values[index].value.trim(to: window, policy.clock)
            else { continue }
            reweigh(at: index)
        }
    }

    mutating func reweigh(at index: Dictionary<AccountKey, Cached<Account>>.Index) {
        let after = accounts.values[index].value.weight
        weight += after - accounts.values[index].weight
        accounts.values[index].weight = after
    }
}

extension Account {
    fileprivate mutating func extend(
        _ older: [ReportRecord], _ earlier: [Movement], from start: Timestamp?
    ) {
        guard windowStart != nil else { return }
        hiddenReports = hiddenReports.subtracting(ReportCounts(older))
        reports.insert(contentsOf: older.sorted { $0.precedes($1) }, at: 0)
        movements.insert(contentsOf: earlier.sorted { $0.precedes($1) }, at: 0)
        windowStart = start
    }

    /// False when there was too little to take away to be worth it.
    fileprivate mutating func trim(to window: AccountWindow, _ clock: ClockResolution) -> Bool {
        guard let start = trimmedStart(window, clock) else { return false }
        let report = reports.partitionPoint { $0.asOf < start }
        let movement = movements.partitionPoint { $0.effectiveAt < start }
        guard report + movement > window.reports else { return false }
        for hidden in reports.prefix(report) { hiddenReports.count(hidden) }
        reports.removeFirst(report)
        movements.removeFirst(movement)
        windowStart = start
        return true
    }

    /// Where the window would begin; an opening that is not decided needs all reports.
    private func trimmedStart(
        _ window: AccountWindow, _ clock: ClockResolution
    ) -> Timestamp? {
        guard firstReport == nil || openingUntil != nil else { return nil }
        if firstReport != nil {
            guard !reports.isEmpty else { return nil }
            return clock.tickStart(reports[max(0, reports.count - window.reports)].asOf)
        }
        guard movements.count > window.movements else { return nil }
        return clock.tickStart(movements[movements.count - window.movements].effectiveAt)
    }
}
