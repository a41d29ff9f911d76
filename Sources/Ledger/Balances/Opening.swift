import Events
import Money

/// How much stood on an account before everything that is booked on it.
///
/// What the walk over its first reports (`BalanceChain`) leaves at the first of them: a balance
/// with which they hold, each movement placed where it explains them. As many reports are asked as
/// it takes, tick after tick:
///
/// - until one answer is left. Where no answer makes a tick hold, the account has a gap there: the
///   answers that leave the least unexplained stay, and nothing later is asked;
/// - all of the first ones (`BalanceBounds.openingReports`), where a movement without a time was
///   received among them or, as long as there are no more reports, after them: it may lie before
///   each of them.
///
/// Of several answers, those stay that most reports of the first tick allow, and of these the
/// nearest to what the first report gives by itself, with other events' movements after it.
///
/// A function of the set of reports and movements alone, in whatever order they came.
struct Opening {
    let amount: Amount
    /// No report or stated movement from this time on has a say; nil while one may.
    let until: Timestamp?

    /// The account must know everything from the first report's tick on.
    init(of account: Account, first: ReportRecord, _ clock: ClockResolution) throws(MoneyError) {
        let timeline = BalanceTimeline(account, resolution: clock.microseconds)
        let asked = timeline.openingBoundaries
        guard let start = asked.first, let last = asked.last else {
            (amount, until) = (.zero, nil)
            return
        }
        let answers = OpeningAnswers(timeline, start, first)
        let isFull = last.reports.upperBound >= BalanceBounds.openingReports
        let through = timeline.placeAfterFloats(of: last, isFull: isFull)
        if timeline.hasFloats(from: start, before: through) {
            let balances = answers.left(by: last, before: through)
            amount = try answers.choose(balances, before: through, account)
            until = isFull ? timeline.end(of: last, clock) : nil
            return
        }
        var (balances, end) = (Set<Amount>(), last)
        var isDecided = false
        for boundary in asked where !isDecided {
            end = boundary
            (balances, isDecided) = answers.left(by: boundary)
        }
        amount = try answers.choose(
            balances, before: timeline.firstMovement(after: end), account)
        until = isDecided || isFull ? timeline.end(of: end, clock) : nil
    }
}

extension BalanceTimeline {
    /// The ticks that may be asked for the opening, the first report's first.
    fileprivate var openingBoundaries: [Boundary] {
        var boundaries: [Boundary] = []
        while let next = boundary(from: boundaries.last?.reports.upperBound ?? 0),
            next.reports.lowerBound < BalanceBounds.openingReports
        {
            boundaries.append(next)
        }
        return boundaries
    }

    /// Movements before this place may bear upon the boundary as the last that is asked.
    fileprivate func placeAfterFloats(of last: Boundary, isFull: Bool) -> Int {
        let end = firstMovement(after: last)
        let most = BalanceBounds.ambiguousMovements
        if isFull || movements[end...].hasFloats(moreThan: most) { return end }
        return movements.count
    }

    fileprivate func hasFloats(from first: Boundary, before place: Int) -> Bool {
        movements[firstMovement(atOrAfter: first.tick)..<place].contains { $0.floats && $0.counts }
    }

    fileprivate func end(of boundary: Boundary, _ clock: ClockResolution) -> Timestamp {
        clock.tickEnd(reports[boundary.reports.lowerBound].asOf)
    }
}

extension ArraySlice<Movement> {
    /// Whether more than so many of them state no time and change what reports state.
    func hasFloats(moreThan most: Int) -> Bool {
        var found = 0
        for movement in self where movement.floats && movement.counts {
            found += 1
            if found > most { return true }
        }
        return false
    }
}
