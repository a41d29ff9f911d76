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
/// One that finds none within its reach lies further back, and is asked about no more.
struct BalanceChain {
    typealias Boundary = BalanceTimeline.Boundary

    enum Verdict {
        case explained
        case gap(BalanceDifference)
        /// So many movements have no order to the boundary's reports.
        case undecidable(Int)
    }

    /// What is made of movements without a time that were received after the first boundary.
    enum TrailingFloats {
        /// They lie at their receipt.
        case atReceipt
        /// They lie anywhere.
        case anywhere
        /// They lie at their receipt, or explain a disagreement within their reach.
        case uncertain
    }

    /// Movements without an order to a boundary, at most; beyond, it is undecidable.
    static let ambiguousMovements = 20
    /// Combinations that are weighed at one boundary, at most; beyond, it is undecidable.
    static let combinations = 1 << 14
    /// States that are carried on from a gap, at most: where nothing agrees, all would stay
    /// possible, and twice as many with each movement without a time.
    static let statesAfterGap = 16
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
    /// The step at which each floating movement came into play.
    private var entries: [Int: Int] = [:]
    /// Floating movements that were taken at their receipt because there was too much to weigh,
    /// with the step at which they came into play.
    private var guessed: [Int: Int] = [:]
    private let trailingFloats: TrailingFloats
    /// There were some that were taken at their receipt.
    private(set) var tookTrailingFloats = false

    /// Begins above the first boundary to step on; movements from `place` on lie after it.
    init(_ timeline: BalanceTimeline, before place: Int, _ trailingFloats: TrailingFloats) {
        self.timeline = timeline
        choices = MovementChoices(timeline)
        placed = place
        self.trailingFloats = trailingFloats
    }

    /// Steps to the next earlier boundary and says whether its reports agree with the later ones.
    mutating func step(to boundary: Boundary) -> Verdict {
        walked += 1
        let first = timeline.firstMovement(atOrAfter: boundary.tick)
        var entering = choices.entering(boundary, movements: first..<placed)
        choices.meet(entering)
        for place in entering where timeline.movements[place].floats { entries[place] = walked }
        if walked == 1, trailingFloats != .anywhere { takeTrailingFloats(&entering) }
        let overflowed = !unbook(first..<placed)
        placed = first
        let widest = entering.count + (states.map(\.unplaced.count).max() ?? 0)
        let doubtful = guessed.count
        guard !overflowed, widest <= BalanceChain.ambiguousMovements,
            let verdict = try? weigh(boundary, entering)
        else {
            cut(boundary, entering)
            return .undecidable(widest)
        }
        if !dropUnreachable() { states = [State()] }
        // A movement whose place was only guessed may be what is missing.
        if case .gap = verdict, doubtful > 0 { return .undecidable(doubtful) }
        return verdict
    }

    /// Floating movements that were not placed within their reach lie further back, before every
    /// boundary that is still to come.
    ///
    /// False where a sum overflows.
    private mutating func dropUnreachable() -> Bool {
        let oldest = walked + 1 - BalanceTimeline.floatReach
        guessed = guessed.filter { $0.value > oldest }
        let gone = entries.filter { $0.value <= oldest }
        guard !gone.isEmpty else { return true }
        for place in gone.keys { entries[place] = nil }
        do throws(MoneyError) {
            var kept: Set<State> = []
            for var state in states {
                for place in state.unplaced where gone[place] != nil {
                    try state.rebase(by: MovementSum(timeline.movements[place]))
                }
                state.unplaced.removeAll { gone[$0] != nil }
                kept.insert(state)
            }
            states = kept
            return true
        } catch {
            return false
        }
    }

    /// Leaves out what may lie after every report, unless its own event's report is among them.
    private mutating func takeTrailingFloats(_ entering: inout [Int]) {
        let taken = entering.filter { choices.isUntied(float: $0) }
        entering.removeAll { choices.isUntied(float: $0) }
        tookTrailingFloats = !taken.isEmpty
        for place in taken {
            entries[place] = nil
            if trailingFloats == .uncertain { guessed[place] = walked }
        }
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
        guard !timeline.isWithinReachOfFloats(boundary),
            entering.count <= BalanceChain.ambiguousMovements
        else {
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
            if others.count > BalanceChain.statesAfterGap { thinOut(boundary) }
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

    /// Takes floating movements at their receipt from here on.
    private mutating func thinOut(_ boundary: Boundary) {
        let all = states
        states = all.filter { state in
            state.unplaced.allSatisfy { choices.isTied(float: $0, before: boundary.reports) }
        }
        if states.isEmpty || states.count > BalanceChain.statesAfterGap {
            states = all
            return cut(boundary, [])
        }
        noteGuessed()
    }

    private mutating func noteGuessed() {
        let kept = Set(states.flatMap(\.unplaced))
        for (place, step) in entries where !kept.contains(place) { guessed[place] = step }
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
        noteGuessed()
    }
}
