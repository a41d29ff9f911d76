import Ledger
import Money

/// Walks the boundaries of an account from the latest to the earliest and keeps every way in which
/// the movements can lie between the reports seen so far.
///
/// A *state* says which floating movements have no place yet, and what each measure's balance
/// before all movements must have been: report − movements at or before it, the same number at
/// every boundary as long as reports and movements agree. Back in time is the direction in which
/// choices close: after the receipt of a movement without a time it has certainly happened, so that
/// it finds its place near its receipt, instead of staying open from the account's first day on.
struct BalanceChain {
    typealias Boundary = BalanceTimeline.Boundary

    enum Verdict {
        case explained
        case gap(BalanceDifference)
        /// So many movements have no order to the boundary's reports.
        case undecidable(Int)
    }

    /// Movements without an order to a boundary, at most; beyond, it is undecidable.
    static let ambiguousMovements = 20
    /// Combinations that are weighed at one boundary, at most; beyond, it is undecidable.
    static let combinations = 1 << 18
    /// Boundaries across which a measure is compared when those between do not state it.
    static let reach = 64

    private let timeline: BalanceTimeline
    private var choices: MovementChoices
    private(set) var states: Set<State> = [State()]
    /// Movements from this place on do not lie before the boundary that was stepped on last.
    private var placed: Int
    /// What the movements before the last boundary's tick sum to, as against the walk's begin.
    private var booked = MovementSum.zero
    private var walked = 0
    /// Combinations weighed so far.
    private(set) var weighed = 0
    /// Movements without a time that were received after the first boundary are taken at their
    /// receipt; whether there were any.
    private let takesTrailingFloats: Bool
    private(set) var tookTrailingFloats = false

    /// Begins above the first boundary to step on; movements from `place` on lie after it.
    init(_ timeline: BalanceTimeline, before place: Int, takingTrailingFloats: Bool) {
        self.timeline = timeline
        choices = MovementChoices(timeline)
        placed = place
        takesTrailingFloats = takingTrailingFloats
    }

    /// Steps to the next earlier boundary and says whether its reports agree with the later ones.
    mutating func step(to boundary: Boundary) -> Verdict {
        walked += 1
        let first = timeline.firstMovement(atOrAfter: boundary.tick)
        var entering = choices.entering(boundary, movements: first..<placed)
        choices.meet(entering)
        if walked == 1, takesTrailingFloats { takeTrailingFloats(&entering) }
        let overflowed = !unbook(first..<placed)
        placed = first
        let widest = entering.count + (states.map(\.unplaced.count).max() ?? 0)
        guard !overflowed, widest <= BalanceChain.ambiguousMovements,
            let verdict = try? weigh(boundary, entering)
        else {
            cut(boundary, entering)
            return .undecidable(widest)
        }
        return verdict
    }

    /// Leaves out what may lie after every report, unless its own event's report is among them.
    private mutating func takeTrailingFloats(_ entering: inout [Int]) {
        let count = entering.count
        entering.removeAll { choices.isUntied(float: $0) }
        tookTrailingFloats = entering.count < count
    }

    /// Takes the movements that do not lie before the new boundary off the sum.
    private mutating func unbook(_ movements: Range<Int>) -> Bool {
        do {
            for movement in timeline.movements[movements] {
                booked = try booked.subtracting(MovementSum(movement))
            }
            return true
        } catch {
            booked = .zero
            states = [State()]
            return false
        }
    }

    // MARK: Other states

    /// Every state that any chain can have at the boundary stepped on last, as far as its reports
    /// say; nil where floating movements or sheer number leave too much open.
    func possibleStates(at boundary: Boundary) -> Set<State>? {
        let end = timeline.firstMovement(atOrAfter: boundary.tick + 1)
        let entering = choices.entering(boundary, movements: placed..<end)
        guard !choices.metFloats, entering.count <= BalanceChain.ambiguousMovements else {
            return nil
        }
        var possible: Set<State> = []
        for report in timeline.alternatives(boundary) {
            guard
                let found = try? choices.all(
                    entering, report: report, boundary: boundary)
            else { return nil }
            for choice in found {
                guard let next = try? state(after: State(), report, choice) else { return nil }
                possible.insert(next)
            }
        }
        return possible
    }

    /// The same place in the walk, in other states.
    func with(states: Set<State>) -> BalanceChain {
        var chain = self
        chain.states = states
        return chain
    }

    // MARK: Weighing

    private struct TooManyCombinations: Error {}

    /// A state, one of the boundary's reports, and the choices that both leave.
    private struct Option {
        var state: State
        var report: Int
        var choices: [MovementChoices.Choice]
    }

    /// Every way to place the boundary's movements, for every state and every alternative.
    private func options(
        _ boundary: Boundary, _ entering: [Int]
    ) throws -> [Option] {
        var options: [Option] = []
        var count = 0
        for state in states {
            for report in timeline.alternatives(boundary) {
                let found = try choices.all(
                    entering + state.unplaced, report: report, boundary: boundary)
                count += found.count
                guard count <= BalanceChain.combinations else { throw TooManyCombinations() }
                options.append(Option(state: state, report: report, choices: found))
            }
        }
        return options
    }

    private mutating func weigh(_ boundary: Boundary, _ entering: [Int]) throws -> Verdict {
        let options = try options(boundary, entering)
        weighed += options.reduce(0) { $0 + $1.choices.count }
        var explained: Set<State> = []
        var others: Set<State> = []
        var least: BalanceDifference?
        for option in options {
            for choice in option.choices {
                let next = try state(after: option.state, option.report, choice)
                let difference = try difference(option.state, next, earlier: option.report)
                if difference.isZero {
                    explained.insert(next)
                } else if explained.isEmpty {
                    others.insert(next)
                    if least.map({ difference < $0 }) ?? true { least = difference }
                }
            }
        }
        if explained.isEmpty, let least {
            states = others
            return .gap(least)
        }
        states = explained
        return .explained
    }

    private func state(
        after state: State, _ report: Int, _ choice: MovementChoices.Choice
    ) throws(MoneyError) -> State {
        var next = State(unplaced: choice.floats.sorted())
        let before = try booked.adding(choice.sum)
        for measure in Measure.allCases {
            if let value = timeline.reports[report].value(measure) {
                next[measure] = Anchor(
                    opening: try value.subtracting(before[measure]), report: report,
                    boundary: walked)
            } else if let anchor = state[measure], walked - anchor.boundary < BalanceChain.reach {
                next[measure] = anchor
            }
        }
        return next
    }

    /// What the step leaves unexplained of each measure that both sides state.
    private func difference(
        _ later: State, _ earlier: State, earlier report: Int
    ) throws(MoneyError) -> BalanceDifference {
        var difference = BalanceDifference(earlier: report)
        for measure in Measure.allCases {
            guard let start = earlier[measure], start.boundary == walked,
                let end = later[measure]
            else { continue }
            difference[measure] = BalanceDifference.Part(
                unexplained: try end.opening.subtracting(start.opening), later: end.report,
                distance: walked - end.boundary)
        }
        return difference
    }

    /// Goes on without a verdict: floating movements are taken at their receipt, and what the
    /// boundary states is not compared with what lies before it.
    private mutating func cut(_ boundary: Boundary, _ entering: [Int]) {
        var cut: Set<State> = []
        for state in states {
            let tied = (entering + state.unplaced).filter {
                choices.isTied(float: $0, before: boundary.reports)
            }
            var next = State(unplaced: tied.sorted())
            for measure in Measure.allCases
            where !timeline.reports[boundary.reports].contains(where: { $0.value(measure) != nil })
            {
                next[measure] = state[measure]
            }
            cut.insert(next)
        }
        states = cut
    }
}
