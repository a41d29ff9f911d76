package import Events

/// The reports and movements of an account on the ticks of the provider's clock.
package struct BalanceTimeline {
    /// The reports of one tick; at least one of them states a measure.
    package struct Boundary: Hashable {
        let tick: Int64
        /// Places in the account's series of reports.
        package let reports: Range<Int>
    }

    /// Those of the account's window; what lies before it is looked for in vain, and noted.
    package let reports: [ReportRecord]
    package let movements: [Movement]
    private let hidden: ReportCounts
    private let resolution: Int64
    private let notes: Notes

    /// - Parameter resolution: Of the provider's clock, in microseconds.
    package init(_ account: Account, resolution: Int64) {
        reports = account.reports
        movements = account.movements
        hidden = account.hiddenReports
        self.resolution = resolution
        notes = Notes(unscanned: account.movements.count)
    }

    /// The tick of the provider's clock in which a time lies.
    package func tick(_ time: Timestamp) -> Int64 { time.tick(microseconds: resolution) }

    /// Whether a change lies after all reports and can reach back before none.
    package func isAfterEveryReport(_ change: BalanceChange) -> Bool {
        guard let last = reports.last else { return hidden.all == 0 }
        return change.earliestFloat == nil && tick(change.span.lowerBound) > tick(last.asOf)
    }

    /// Something was looked for before the account's window that may be there: an answer that was
    /// found without it is void.
    package var lacksHistory: Bool { notes.lacksHistory }

    /// Ways to place movements that were gone through so far: what a judgement costs.
    package var waysWeighed: Int { notes.waysWeighed }

    func noteWeighed(_ ways: Int) { notes.waysWeighed += ways }

    /// The last boundary whose reports all lie before the given place.
    func boundary(before place: Int) -> Boundary? {
        let found = shownBoundary(before: place)
        if found == nil, hidden.all > 0 { notes.lacksHistory = true }
        return found
    }

    /// The same, on the way to one that states any of these measures.
    func boundary(before place: Int, towards measures: [Measure]) -> Boundary? {
        let found = shownBoundary(before: place)
        if found == nil, measures.contains(where: { hidden.count($0) > 0 }) {
            notes.lacksHistory = true
        }
        return found
    }

    private func shownBoundary(before place: Int) -> Boundary? {
        var end = place
        while end > 0 {
            let tick = tick(reports[end - 1].asOf)
            var start = end - 1
            while start > 0, self.tick(reports[start - 1].asOf) == tick { start -= 1 }
            if reports[start..<end].contains(where: isMeasured) {
                return Boundary(tick: tick, reports: start..<end)
            }
            end = start
        }
        return nil
    }

    /// The first boundary whose reports all lie at the given place or after it.
    func boundary(from place: Int) -> Boundary? {
        var start = place
        while start < reports.count {
            let tick = tick(reports[start].asOf)
            var end = start + 1
            while end < reports.count, self.tick(reports[end].asOf) == tick { end += 1 }
            if reports[start..<end].contains(where: isMeasured) {
                return Boundary(tick: tick, reports: start..<end)
            }
            start = end
        }
        return nil
    }

    /// The boundary that a report belongs to.
    func boundary(of report: Int) -> Boundary? {
        boundary(from: firstReport(atOrAfter: tick(reports[report].asOf)))
    }

    /// Whether the report at a place states a measure: those of a boundary that do are
    /// alternatives of each other.
    func isAlternative(_ place: Int) -> Bool { isMeasured(reports[place]) }

    /// The place of the boundary's only alternative; nil where there are several.
    func onlyAlternative(_ boundary: Boundary) -> Int? {
        var only: Int?
        for place in boundary.reports where isAlternative(place) {
            guard only == nil else { return nil }
            only = place
        }
        return only
    }

    /// The event that names the boundary: that of the last of its alternatives.
    package func name(_ boundary: Boundary) -> String {
        let last = boundary.reports.last(where: isAlternative) ?? boundary.reports.lowerBound
        return reports[last].key.eventID
    }

    /// The place of the first report at this tick or after it.
    package func firstReport(atOrAfter tick: Int64) -> Int {
        reports.partitionPoint { self.tick($0.asOf) < tick }
    }

    /// The place of the first movement at this tick or after it.
    package func firstMovement(atOrAfter tick: Int64) -> Int {
        movements.partitionPoint { self.tick($0.effectiveAt) < tick }
    }

    /// The place of the first movement after a boundary's tick.
    func firstMovement(after boundary: Boundary) -> Int {
        firstMovement(atOrAfter: boundary.tick + 1)
    }

    func movementsOfTick(_ boundary: Boundary) -> ArraySlice<Movement> {
        movements[firstMovement(atOrAfter: boundary.tick)..<firstMovement(after: boundary)]
    }

    // MARK: Movements without a time

    /// Whether a movement without a time may lie before this boundary, or might have before the
    /// last change: one that was received at it or within some boundaries after it.
    func isWithinReachOfFloats(_ boundary: Boundary) -> Bool {
        guard let float = earliestFloat(from: firstMovement(atOrAfter: boundary.tick)) else {
            return false
        }
        let receipt = tick(movements[float].effectiveAt)
        var next = self.boundary(from: boundary.reports.upperBound)
        var distance = 1
        while let candidate = next, candidate.tick <= receipt {
            distance += 1
            if distance > BalanceBounds.widestFloatReach { return false }
            next = self.boundary(from: candidate.reports.upperBound)
        }
        return true
    }

    /// The first tick that a movement without a time could reach, received at this time.
    func reachOfFloat(receivedAt time: Timestamp) -> Int64 {
        var place = firstReport(atOrAfter: tick(time) + 1)
        var reached = Int64.min
        for _ in 0..<BalanceBounds.widestFloatReach {
            guard let boundary = boundary(before: place) else { return .min }
            (place, reached) = (boundary.reports.lowerBound, boundary.tick)
        }
        return reached
    }

    /// Whether so many boundaries lie between that the movement cannot lie before the report.
    func isOutOfReach(report: Int, ofFloat place: Int) -> Bool {
        let receipt = tick(movements[place].effectiveAt)
        var next = boundary(of: report)
        var distance = 0
        while let candidate = next, candidate.tick <= receipt {
            distance += 1
            if distance > BalanceBounds.floatReach { return true }
            next = boundary(from: candidate.reports.upperBound)
        }
        return false
    }

    /// The place of the first one from a place on.
    private func earliestFloat(from place: Int) -> Int? {
        while notes.unscanned > place {
            notes.unscanned -= 1
            let movement = movements[notes.unscanned]
            if movement.floats, movement.counts { notes.floats.append(notes.unscanned) }
        }
        let end = notes.floats.partitionPoint { $0 >= place }
        return end > 0 ? notes.floats[end - 1] : nil
    }

    private func isMeasured(_ report: ReportRecord) -> Bool {
        report.available != nil || report.total != nil
    }
}

/// What is learnt while a timeline is read: shared by its copies, within one judgement.
private final class Notes {
    package var lacksHistory = false
    package var waysWeighed = 0
    /// Movements before this place were not looked at for floating ones.
    var unscanned: Int
    /// Places of floating movements that count, the last first.
    var floats: [Int] = []

    init(unscanned: Int) {
        self.unscanned = unscanned
    }
}
