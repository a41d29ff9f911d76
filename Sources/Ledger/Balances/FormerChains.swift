import Events

/// Every chain that the account before a change can have had below the change.
///
/// Where reports share their ticks with movements, as a clock of whole seconds makes them do, no
/// boundary is settled. But what lies below a boundary depends on the change above only through
/// the chain's states there, and below the change the boundaries are what they were: so all sets
/// of states that were possible are walked beside the new one, and when all are left with one and
/// the same state, everything further down stays as it was, and what was found further up is
/// decided.
struct FormerChains {
    typealias Boundary = BalanceTimeline.Boundary

    private let timeline: BalanceTimeline
    /// Distinct in their states; empty before the first boundary below the change.
    private var chains: [BalanceChain] = []
    private let tick: Int64

    /// `tick` is the first that the change can have touched.
    init(_ timeline: BalanceTimeline, before tick: Int64) {
        self.timeline = timeline
        self.tick = tick
    }

    /// Follows the chain to a boundary it has stepped on; true when nothing below it can have
    /// changed.
    mutating func follow(_ chain: BalanceChain, to boundary: Boundary) -> Bool {
        guard boundary.tick < tick else { return false }
        if chains.isEmpty {
            guard isClosed(boundary), let all = chain.possibleStates(at: boundary),
                all.count <= BalanceBounds.formerStates
            else { return false }
            chains = FormerChains.subsets(of: all).map { chain.with(states: $0) }
        } else {
            var distinct: [BalanceChain] = []
            for var former in chains {
                _ = former.step(to: boundary)
                former.settle()
                if distinct.contains(where: former.hasSameStates) { continue }
                distinct.append(former)
            }
            chains = distinct
        }
        return chain.ways.count == 1 && chains.allSatisfy(chain.hasSameStates)
            && isClosed(boundary)
    }

    /// Every later comparison begins here anew: each report states every measure that any report
    /// further down, as far as a measure is carried, could be compared in.
    private func isClosed(_ boundary: Boundary) -> Bool {
        let missing = Measure.allCases.filter { measure in
            boundary.reports.contains {
                timeline.isAlternative($0) && timeline.reports[$0].value(measure) == nil
            }
        }
        if missing.isEmpty { return true }
        var candidate = timeline.boundary(before: boundary.reports.lowerBound, towards: missing)
        var distance = 1
        while let earlier = candidate, distance <= BalanceBounds.widestMeasureReach {
            let states = missing.contains { measure in
                timeline.reports[earlier.reports].contains { $0.value(measure) != nil }
            }
            if states { return false }
            candidate = timeline.boundary(before: earlier.reports.lowerBound, towards: missing)
            distance += 1
        }
        return true
    }

    /// Every subset but the empty one.
    private static func subsets(of states: Set<BalanceChain.State>) -> [Set<BalanceChain.State>] {
        let all = Array(states)
        return (1..<(1 << all.count)).map { mask in
            Set(all.indices.filter { mask & (1 << $0) != 0 }.map { all[$0] })
        }
    }
}
