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

    /// A report that a measure was last compared with, and the balance before all movements that it
    /// implies.
    struct Anchor: Hashable {
        var opening: Amount
        /// Place of the report.
        var report: Int
        /// Which boundary of the walk it belongs to.
        var boundary: Int
    }

    struct State: Hashable {
        /// Floating movements at or before the last boundary whose interval is not decided.
        var unplaced: [Int] = []
        var available: Anchor?
        var total: Anchor?

        subscript(measure: Measure) -> Anchor? {
            get {
                switch measure {
                case .available: available
                case .total: total
                }
            }
            set {
                switch measure {
                case .available: available = newValue
                case .total: total = newValue
                }
            }
        }
    }

    enum Verdict {
        case explained
        case gap(BalanceDifference)
        /// So many movements have no order to the boundary's reports.
        case undecidable(Int)
    }

    /// Movements without an order to a boundary, at most; beyond, it is undecidable.
    static let ambiguousMovements = 20
    /// Combinations that are weighed at one boundary, at most; beyond, it is undecidable.
    static let combinations = 1 << 21
    /// Boundaries across which a measure is compared when those between do not state it.
    static let reach = 64

    private let timeline: BalanceTimeline
    private let choices: MovementChoices
    private var states: [State] = [State()]
    /// Movements from this place on do not lie before the boundary that was stepped on last.
    private var placed: Int
    /// What the movements before the last boundary's tick sum to, as against the walk's begin.
    private var booked = MovementSum.zero
    private var walked = 0

    init(_ timeline: BalanceTimeline, reports: Range<Int>) {
        self.timeline = timeline
        choices = MovementChoices(timeline, reports: reports)
        placed = timeline.movements.count
    }

    /// Steps to the next earlier boundary and says whether its reports agree with the later ones.
    mutating func step(to boundary: Boundary) -> Verdict {
        walked += 1
        let first = timeline.firstMovement(atOrAfter: boundary.tick)
        let entering = choices.entering(boundary, movements: first..<placed)
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
        _ boundary: Boundary, _ entering: [Int], _ ownership: MovementChoices.Ownership
    ) throws -> [Option] {
        var options: [Option] = []
        var count = 0
        for state in states {
            for report in timeline.alternatives(boundary) {
                let found = try choices.all(
                    entering + state.unplaced, report: report, boundary: boundary, ownership)
                count += found.count
                guard count <= BalanceChain.combinations else { throw TooManyCombinations() }
                if !found.isEmpty {
                    options.append(Option(state: state, report: report, choices: found))
                }
            }
        }
        return options
    }

    private mutating func weigh(_ boundary: Boundary, _ entering: [Int]) throws -> Verdict {
        var options = try options(boundary, entering, .strict)
        if options.isEmpty { options = try self.options(boundary, entering, .lenient) }
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
            states = Array(others)
            return .gap(least)
        }
        states = Array(explained)
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
                unexplained: try end.opening.subtracting(start.opening), later: end.report)
        }
        return difference
    }

    /// Goes on without a verdict: floating movements are taken at their receipt, and what the
    /// boundary states is not compared with what lies before it.
    private mutating func cut(_ boundary: Boundary, _ entering: [Int]) {
        var cut: Set<State> = []
        for state in states {
            var next = State(
                unplaced: choices.tied(entering + state.unplaced, before: boundary.reports))
            for measure in Measure.allCases
            where !timeline.reports[boundary.reports].contains(where: { $0.value(measure) != nil })
            {
                next[measure] = state[measure]
            }
            cut.insert(next)
        }
        states = Array(cut)
    }
}
