import Money

/// Which of the movements that have no order to a boundary lie at or before it.
struct MovementChoices {
    typealias Boundary = BalanceTimeline.Boundary

    /// One way to choose: what the chosen movements sum to, and the floating ones among them.
    struct Choice: Hashable {
        var sum = MovementSum.zero
        var floats: [Int] = []
    }

    /// Movements that differ in nothing that matters: it is enough to choose how many.
    private struct Likeness: Equatable {
        var sum: MovementSum
        var floats: Bool
        /// The event, where it also reports this balance.
        var reportingEvent: String?
    }

    private let timeline: BalanceTimeline
    /// A floating movement was met, and the index below is built.
    private var metFloats = false
    /// The first report of each event, as far as it matters.
    private var reportOfEvent: [String: Int] = [:]

    init(_ timeline: BalanceTimeline) {
        self.timeline = timeline
    }

    /// Takes note of movements that come into play: only for floating ones it matters whether an
    /// earlier report comes from their own event.
    mutating func meet(_ movements: [Int]) {
        for place in movements where timeline.movements[place].floats { meet(float: place) }
    }

    /// A report of its own event further back than it can reach says nothing of where it lies.
    private mutating func meet(float place: Int) {
        if !metFloats {
            metFloats = true
            for (place, report) in timeline.reports.enumerated().reversed() {
                reportOfEvent[report.key.eventID] = place
            }
        }
        let movement = timeline.movements[place]
        guard let own = reportOfEvent[movement.cause.eventID] else { return }
        if timeline.isOutOfReach(report: own, ofFloat: place) {
            reportOfEvent[movement.cause.eventID] = nil
        }
    }

    /// Of the movements between two boundaries (from the earlier one's tick on), those that have no
    /// order to the earlier one: of the same tick, or floating.
    func entering(_ boundary: Boundary, movements: Range<Int>) -> [Int] {
        movements.filter { place in
            let movement = timeline.movements[place]
            guard movement.counts else { return false }
            return movement.floats || timeline.tick(movement.effectiveAt) == boundary.tick
        }
    }

    /// Every choice among these movements that is possible with this report.
    ///
    /// The movements of the report's own event lie before it; so do those that float and whose own
    /// event's report lies before it. Throws where there are more ways than `limit`.
    func all(
        _ movements: [Int], report: Int, boundary: Boundary, limit: Int
    ) throws -> [Choice] {
        switch movements.count {
        case 0:
            timeline.noteWeighed(1)
            return [Choice()]
        case 1:
            return try all(movements[0], report: report, boundary: boundary, limit: limit)
        default: break
        }
        let event = timeline.reports[report].key.eventID
        let groups = groups(movements, event).map { group in
            let least = isBefore(group[0], event, boundary) ? group.count : 0
            return (movements: group, least: least)
        }
        // Counted first: enumerated, twenty movements are a million ways.
        var ways = 1
        for group in groups {
            ways *= group.movements.count + 1 - group.least
            guard ways <= limit else { throw TooManyWays() }
        }
        var choices = [Choice()]
        for group in groups {
            choices = try extend(choices, by: group.movements, from: group.least)
        }
        timeline.noteWeighed(choices.count)
        return choices
    }

    /// Both choices of a single movement, or the only one that is possible.
    private func all(
        _ movement: Int, report: Int, boundary: Boundary, limit: Int
    ) throws -> [Choice] {
        var chosen = Choice(sum: MovementSum(timeline.movements[movement]))
        if timeline.movements[movement].floats { chosen.floats = [movement] }
        let event = timeline.reports[report].key.eventID
        let choices =
            isBefore(movement, event, boundary) ? [chosen] : [Choice(), chosen]
        guard choices.count <= limit else { throw TooManyWays() }
        timeline.noteWeighed(choices.count)
        return choices
    }

    /// Whether a movement certainly lies before the report of an event.
    private func isBefore(_ place: Int, _ event: String, _ boundary: Boundary) -> Bool {
        timeline.movements[place].cause.eventID == event
            || isTied(float: place, before: boundary.reports)
    }

    private struct TooManyWays: Error {}

    /// A floating movement whose own event reports the balance before these reports.
    func isTied(float place: Int, before reports: Range<Int>) -> Bool {
        let movement = timeline.movements[place]
        guard movement.floats, let own = reportOfEvent[movement.cause.eventID] else { return false }
        return own < reports.lowerBound
    }

    /// A floating movement whose own event does not report the balance.
    func isUntied(float place: Int) -> Bool {
        let movement = timeline.movements[place]
        return movement.floats && reportOfEvent[movement.cause.eventID] == nil
    }

    /// Each choice with `least` or more of the group, the earliest first.
    private func extend(
        _ choices: [Choice], by group: [Int], from least: Int
    ) throws(MoneyError) -> [Choice] {
        let movement = timeline.movements[group[0]]
        let one = MovementSum(movement)
        var extended: [Choice] = []
        extended.reserveCapacity(choices.count * (group.count + 1 - least))
        for var choice in choices {
            for count in 0...group.count {
                if count > 0 {
                    choice.sum = try choice.sum.adding(one)
                    if movement.floats { choice.floats.append(group[count - 1]) }
                }
                if count >= least { extended.append(choice) }
            }
        }
        // Different choices of like amounts often sum to the same: one of them stands for all.
        return extended.count > MovementChoices.worthCompacting ? Array(Set(extended)) : extended
    }

    private static let worthCompacting = 64

    private func groups(_ movements: [Int], _ reportingEvent: String) -> [[Int]] {
        var groups: [[Int]] = []
        // Few movements: a list is faster than a table.
        var likenesses: [Likeness] = []
        for place in movements.sorted() {
            let movement = timeline.movements[place]
            let event = movement.cause.eventID
            let likeness = Likeness(
                sum: MovementSum(movement), floats: movement.floats,
                reportingEvent: event == reportingEvent || reportOfEvent[event] != nil
                    ? event : nil)
            if let group = likenesses.firstIndex(of: likeness) {
                groups[group].append(place)
            } else {
                likenesses.append(likeness)
                groups.append([place])
            }
        }
        return groups
    }
}
