import Events

/// The stretch of an account's reports that a change can bear upon: from the nearest *settled*
/// boundary before it to the first settled boundary after it.
///
/// A boundary is settled when it leaves no choice: one report, no movement of its tick without an
/// order to it, and none without a time that could lie before it. What lies on one side of it does
/// not depend on the other, except through a measure that it does not state; there the next
/// boundary that states it must be settled too.
struct BalanceWindow {
    typealias Boundary = BalanceTimeline.Boundary

    private let timeline: BalanceTimeline
    /// The boundary to begin at, going back in time; nil where there is none at all.
    private(set) var top: Boundary?
    /// Movements from this place on lie after the top.
    private(set) var movementsEnd: Int
    /// The place of the first report of the last boundary to walk to, once it is known.
    private var bottom: Int?
    /// The first tick that the change can have touched.
    let changedTick: Int64
    /// Places of reports: boundaries within it are judged as the later of two.
    private(set) var judged: Range<Int>
    /// Boundaries above `judged` that are compared across it, for a measure that its end lacks.
    private(set) var judgedBeyond: [Boundary] = []

    init(_ timeline: BalanceTimeline, changed: BalanceChange) {
        self.timeline = timeline
        movementsEnd = timeline.movements.count
        let reached = changed.earliestFloat.map(timeline.reachOfFloat)
        changedTick = min(timeline.tick(changed.span.lowerBound), reached ?? .max)
        judged = 0..<timeline.reports.count
        top = timeline.boundary(before: timeline.reports.count)
        findTop(after: timeline.tick(changed.span.upperBound))
    }

    /// Nothing that is said of this boundary or of earlier ones can have changed.
    mutating func end(at boundary: Boundary) {
        judged = max(judged.lowerBound, boundary.reports.upperBound)..<judged.upperBound
    }

    func isJudged(_ boundary: Boundary) -> Bool {
        judged.contains(boundary.reports.lowerBound) || judgedBeyond.contains(boundary)
    }

    /// The event ids of all reports that are judged.
    var judgedEvents: Set<String> {
        var events = Set(timeline.reports[judged].map(\.key.eventID))
        for boundary in judgedBeyond {
            events.formUnion(timeline.reports[boundary.reports].map(\.key.eventID))
        }
        return events
    }

    /// Whether the walk, which goes back in time, may end at this boundary.
    mutating func ends(at boundary: Boundary) -> Bool {
        if let bottom { return boundary.reports.lowerBound <= bottom }
        guard boundary.tick < changedTick, isSettled(boundary),
            let sources = sources(of: boundary, .earlier)
        else { return false }
        end(at: boundary)
        let last = (sources + [boundary]).map(\.reports.lowerBound).min()
        bottom = last
        return last == boundary.reports.lowerBound
    }

    private mutating func findTop(after tick: Int64) {
        guard tick < .max else { return }
        var candidate = timeline.boundary(from: timeline.firstReport(atOrAfter: tick + 1))
        while let boundary = candidate {
            if isSettled(boundary),
                let sources = sources(of: boundary, .later)
            {
                let last = sources.max { $0.tick < $1.tick } ?? boundary
                top = last
                movementsEnd = timeline.firstMovement(atOrAfter: last.tick + 1)
                judged = judged.lowerBound..<boundary.reports.upperBound
                judgedBeyond = sources
                return
            }
            candidate = timeline.boundary(from: boundary.reports.upperBound)
        }
    }

    /// For each measure that a settled boundary lacks, the next boundary in one direction that
    /// states it, if any is in reach; nil where that one is not settled.
    private func sources(
        of boundary: Boundary, _ direction: Direction
    ) -> [Boundary]? {
        var sources: [Boundary] = []
        for measure in Measure.allCases where !states(boundary, measure) {
            var step = neighbour(boundary, direction, measure)
            var distance = 1
            while let candidate = step, distance <= BalanceBounds.widestMeasureReach {
                if states(candidate, measure) {
                    guard isSettled(candidate) else { return nil }
                    sources.append(candidate)
                    break
                }
                step = neighbour(candidate, direction, measure)
                distance += 1
            }
        }
        return sources
    }

    private enum Direction { case earlier, later }

    private func neighbour(
        _ boundary: Boundary, _ direction: Direction, _ measure: Measure
    ) -> Boundary? {
        switch direction {
        case .earlier:
            timeline.boundary(before: boundary.reports.lowerBound, towards: [measure])
        case .later: timeline.boundary(from: boundary.reports.upperBound)
        }
    }

    private func states(_ boundary: Boundary, _ measure: Measure) -> Bool {
        timeline.reports[boundary.reports].contains { $0.value(measure) != nil }
    }

    /// One report, and every movement has an order to it.
    private func isSettled(_ boundary: Boundary) -> Bool {
        guard let only = timeline.onlyAlternative(boundary),
            !timeline.isWithinReachOfFloats(boundary)
        else { return false }
        let event = timeline.reports[only].key.eventID
        var place = timeline.firstMovement(atOrAfter: boundary.tick)
        while place < timeline.movements.count,
            timeline.tick(timeline.movements[place].effectiveAt) == boundary.tick
        {
            let movement = timeline.movements[place]
            if movement.counts, movement.cause.eventID != event { return false }
            place += 1
        }
        return true
    }
}
