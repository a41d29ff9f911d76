import Events

extension AccountRevision {
    /// Whether the opening may come out otherwise.
    ///
    /// A movement of a stated time has no say when it lies after the last report: it would need a
    /// later one.
    func bearsUponOpening(
        of account: Account, _ first: ReportRecord, _ clock: ClockResolution
    ) -> Bool {
        guard let known = account.firstReport, known.key == first.key else { return true }
        guard let until = account.openingUntil else {
            guard let last = account.reports.last, reports.isEmpty else { return true }
            let end = clock.tickEnd(last.asOf)
            return changes.contains { $0.movement.effectiveAt < end }
                || bringsTrailingFloats(of: account, clock)
        }
        return changes.contains { $0.movement.effectiveAt < until }
            || reports.contains { $0.asOf < until } || bringsFloatAmongFirst(of: account, clock)
    }

    /// Whether a movement without a time is, or comes to be, among the reports that are asked for
    /// the opening: then it may lie before the first.
    private func bringsFloatAmongFirst(of account: Account, _ clock: ClockResolution) -> Bool {
        if bringsTrailingFloats(of: account, clock) { return true }
        guard let last = [account.reports.last, reports.last].compactMap({ $0?.asOf }).max() else {
            return false
        }
        let end = clock.tickEnd(last)
        for movement in changes.lazy.map(\.movement) where movement.floats {
            guard movement.effectiveAt < end else { continue }
            if account.isAmongFirst(movement.effectiveAt, clock) { return true }
        }
        return reports.contains { report in
            account.isAmongFirst(report.asOf, clock) && account.hasFloats(upTo: report, clock)
        }
    }

    /// Whether movements without a time come or go after the last report, and few do.
    private func bringsTrailingFloats(of account: Account, _ clock: ClockResolution) -> Bool {
        guard changes.contains(where: { $0.movement.floats }), let last = account.reports.last,
            account.isAmongFirst(clock.tickEnd(last.asOf), clock)
        else { return false }
        let end = clock.tickEnd(last.asOf)
        let trailing = account.movements[
            account.movements.partitionPoint { $0.effectiveAt < end }...]
        return !trailing.hasFloats(moreThan: BalanceBounds.ambiguousMovements + changes.count)
    }
}

extension Account {
    /// Whether a tick comes before there are as many reports as are asked for the opening.
    fileprivate func isAmongFirst(_ time: Timestamp, _ clock: ClockResolution) -> Bool {
        guard hiddenReports.all < BalanceBounds.openingReports else { return false }
        let start = clock.tickStart(time)
        let earlier = hiddenReports.all + Int64(reports.partitionPoint { $0.asOf < start })
        return earlier < BalanceBounds.openingReports
    }

    /// Whether a movement without a time was received between the report before this one and it.
    fileprivate func hasFloats(upTo report: ReportRecord, _ clock: ClockResolution) -> Bool {
        let start = clock.tickStart(report.asOf)
        let place = reports.partitionPoint { $0.asOf < start }
        let before = place > 0 ? clock.tickEnd(reports[place - 1].asOf) : .earliest
        let end = clock.tickEnd(report.asOf)
        return movements[movements.partitionPoint { $0.effectiveAt < before }...]
            .prefix { $0.effectiveAt < end }.contains { $0.floats }
    }
}
