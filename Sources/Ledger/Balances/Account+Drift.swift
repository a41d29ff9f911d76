package import Money

extension Account {
    /// The provider's last word on the balance.
    package var lastReport: ReportRecord? { reports.last }

    /// The last report minus what was booked as of it, opening included; nil without a report.
    ///
    /// What has no order to the report is placed as in the rule `balance-gap`, as it leaves the
    /// least unexplained, a debit before a credit of the same size: movements of other events
    /// within its tick, and movements without a time that were received since. Reports of its tick
    /// that state the same measure are alternatives. Costs in proportion to the movements since.
    package func drift(_ policy: LedgerPolicy) throws(FoldError) -> Amount? {
        guard let last = reports.last, let first = firstReport else { return nil }
        // The opening makes the first report hold.
        if first.key == last.key { return .zero }
        do throws(MoneyError) {
            return try unexplained(by: last, policy)
        } catch {
            throw .overflow("drift of account \(key.id): \(error)")
        }
    }

    private func unexplained(
        by last: ReportRecord, _ policy: LedgerPolicy
    ) throws(MoneyError) -> Amount? {
        let timeline = BalanceTimeline(self, resolution: policy.clockResolutionMicroseconds)
        guard let boundary = timeline.boundary(of: reports.count - 1) else { return nil }
        let measure = last.leadingMeasure
        // All that is booked less what came from the report's tick on: the shorter way.
        var before = booked(measure)
        for movement in movements[timeline.firstMovement(atOrAfter: boundary.tick)...] {
            before = try before.subtracting(movement.effect(measure))
        }
        var least: Amount?
        for report in boundary.reports {
            guard let value = reports[report].value(measure) else { continue }
            let open = try value.subtracting(before)
            for sum in try timeline.sumsBefore(report, of: boundary, measure, floatsSince: true) {
                let rest = try open.subtracting(sum)
                if let known = least, try !rest.isCloserToZero(than: known) { continue }
                least = rest
            }
        }
        return least
    }
}

extension BalanceTimeline {
    /// What the movements that have no order to a boundary may sum to, as far as they lie before
    /// one of its reports.
    ///
    /// Where there is too much to weigh, those of other events lie after it.
    ///
    /// - Parameter floatsSince: Movements without a time that were received after it may lie
    ///   before it.
    func sumsBefore(
        _ report: Int, of boundary: Boundary, _ measure: Measure, floatsSince: Bool = false
    ) throws(MoneyError) -> [Amount] {
        var choices = MovementChoices(self)
        let start = firstMovement(atOrAfter: boundary.tick)
        let end = floatsSince ? movements.count : firstMovement(after: boundary)
        var entering = choices.entering(boundary, movements: start..<end)
        if entering.count > BalanceBounds.ambiguousMovements {
            entering.removeAll { tick(movements[$0].effectiveAt) != boundary.tick }
        }
        choices.meet(entering)
        let found = try? choices.all(
            entering, report: report, boundary: boundary, limit: BalanceBounds.combinations)
        if entering.count <= BalanceBounds.ambiguousMovements, let found {
            return found.map { $0.sum[measure] }
        }
        let event = reports[report].key.eventID
        let own = entering.filter { movements[$0].cause.eventID == event }
        return [try sum(own, measure)]
    }

    private func sum(_ places: [Int], _ measure: Measure) throws(MoneyError) -> Amount {
        var sum = Amount.zero
        for place in places { sum = try sum.adding(movements[place].effect(measure)) }
        return sum
    }
}
