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
///
/// Beyond a gap every state is possible again, so that there are as few gaps as can be. How much
/// each leaves unexplained shows only where the reports further back leave one way: until then each
/// state keeps its own account of the gaps (`GapTrail`).
struct BalanceChain {
    typealias Boundary = BalanceTimeline.Boundary

    enum Verdict {
        case explained
        /// Told once its amount is decided: see `gaps`.
        case gap
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

    let timeline: BalanceTimeline
    var choices: MovementChoices
    var ways: [State: Way] = [State(): Way()]
    /// Those of which the amount is decided, between the latest reports first.
    private(set) var gaps: [BalanceDifference] = []
    /// Movements from this place on do not lie before the boundary that was stepped on last.
    private var placed: Int
    /// What the movements before the last boundary's tick sum to, as against the walk's begin.
    private(set) var booked = MovementSum.zero
    private(set) var walked = 0
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
        let widest = entering.count + mostUnplaced
        let doubtful = guessed.count
        guard !overflowed, widest <= BalanceBounds.ambiguousMovements,
            let verdict = try? weigh(boundary, entering, isDoubtful: doubtful > 0)
        else {
            cut(boundary, entering)
            return .undecidable(widest)
        }
        if !dropUnreachable() { forget() }
        if ways.count == 1 { settle() }
        // A movement whose place was only guessed may be what is missing.
        if case .gap = verdict, doubtful > 0 { return .undecidable(doubtful) }
        return verdict
    }

    private var mostUnplaced: Int {
        var most = 0
        for state in ways.keys { most = max(most, state.unplaced.count) }
        return most
    }

    /// Decides among the ways that are left: nothing further back bears upon the gaps so far.
    mutating func settle() {
        guard ways.values.contains(where: { $0.gaps != nil }) else { return }
        gaps += leastGaps?.told ?? []
        ways = ways.mapValues { way in
            var way = way
            way.gaps = nil
            return way
        }
    }

    /// Of all that is possible at the last boundary, what leaves the least unexplained so far.
    var statesOfLeastGaps: [State] {
        if ways.count == 1 { return Array(ways.keys) }
        let best = leastGaps
        return ways.filter { !GapTrail.precedes(best, $0.value.gaps) }.map(\.key)
    }

    private var leastGaps: GapTrail? {
        ways.values.map(\.gaps).reduce(ways.values.first?.gaps) {
            GapTrail.precedes($1, $0) ? $1 : $0
        }
    }

    /// Goes on as if there were no later boundary.
    private mutating func forget() {
        settle()
        ways = [State(): Way()]
    }

    /// Floating movements that were not placed within their reach lie further back, before every
    /// boundary that is still to come.
    ///
    /// False where a sum overflows.
    private mutating func dropUnreachable() -> Bool {
        if entries.isEmpty, guessed.isEmpty { return true }
        let oldest = walked + 1 - BalanceBounds.floatReach
        guessed = guessed.filter { $0.value > oldest }
        let gone = entries.filter { $0.value <= oldest }
        guard !gone.isEmpty else { return true }
        for place in gone.keys { entries[place] = nil }
        do throws(MoneyError) {
            var kept: [State: Way] = [:]
            for (state, way) in ways {
                var state = state
                for place in state.unplaced where gone[place] != nil {
                    try state.rebase(by: MovementSum(timeline.movements[place]))
                }
                state.unplaced.removeAll { gone[$0] != nil }
                kept.add(state, way)
            }
            ways = kept
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
            forget()
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
            entering.count <= BalanceBounds.ambiguousMovements
        else {
            return nil
        }
        var possible: Set<State> = []
        for report in boundary.reports where timeline.isAlternative(report) {
            guard
                let found = try? choices.all(
                    entering, report: report, boundary: boundary,
                    limit: BalanceBounds.formerWays)
            else { return nil }
            for choice in found {
                guard let next = try? state(after: State(), report, choice) else { return nil }
                possible.insert(next)
            }
        }
        return possible
    }

    /// Whether both have come to the same states.
    func hasSameStates(as other: BalanceChain) -> Bool {
        ways.count == other.ways.count && ways.keys.allSatisfy { other.ways[$0] != nil }
    }

    /// The same place in the walk, in other states.
    func with(states: Set<State>) -> BalanceChain {
        var chain = self
        chain.ways = Dictionary(uniqueKeysWithValues: states.map { ($0, Way()) })
        return chain
    }

    // MARK: Too much to weigh

    /// Takes floating movements at their receipt from here on, where too much stays possible.
    mutating func thinOut(_ boundary: Boundary) {
        let floats = ways.keys.contains { !$0.unplaced.isEmpty }
        let most = floats ? BalanceBounds.floatingStatesAfterGap : BalanceBounds.statesAfterGap
        guard ways.count > most else { return }
        // What is decided here is decided among all.
        settle()
        let all = ways
        ways = all.filter { state, _ in
            state.unplaced.allSatisfy { choices.isTied(float: $0, before: boundary.reports) }
        }
        if ways.isEmpty || ways.count > most {
            ways = all
            return cut(boundary, [])
        }
        noteGuessed()
    }

    private mutating func noteGuessed() {
        let kept = Set(ways.keys.flatMap(\.unplaced))
        for (place, step) in entries where !kept.contains(place) { guessed[place] = step }
    }

    /// Goes on without a verdict: floating movements are taken at their receipt, and what the
    /// boundary states is not compared with what lies before it.
    private mutating func cut(_ boundary: Boundary, _ entering: [Int]) {
        settle()
        var cut: [State: Way] = [:]
        for (state, way) in ways {
            let tied = (entering + state.unplaced).filter {
                choices.isTied(float: $0, before: boundary.reports)
            }
            var next = State(unplaced: tied.sorted())
            for measure in Measure.allCases
            where !timeline.reports[boundary.reports].contains(where: { $0.value(measure) != nil })
            {
                next[measure] = state[measure]
            }
            cut.add(next, way)
        }
        ways = cut
        noteGuessed()
    }
}
