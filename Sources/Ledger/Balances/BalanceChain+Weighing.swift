import Money

extension BalanceChain {
    /// Goes on with the ways that agree with the later boundaries; without any, with all.
    ///
    /// Weighs every way to place the boundary's movements, for every state and every alternative.
    mutating func weigh(
        _ boundary: Boundary, _ entering: [Int], isDoubtful: Bool
    ) throws -> Verdict {
        var explained: [State: Way] = [:]
        var others: [State: Way] = [:]
        var left = BalanceBounds.combinations
        for (state, way) in ways {
            let movements = state.unplaced.isEmpty ? entering : entering + state.unplaced
            for report in boundary.reports where timeline.isAlternative(report) {
                let found = try choices.all(
                    movements, report: report, boundary: boundary, limit: left)
                left -= found.count
                for choice in found {
                    let next = try self.state(after: state, report, choice)
                    let difference = try difference(state, way, next, report)
                    guard difference.isZero || explained.isEmpty else { continue }
                    var onward = way
                    for measure in Measure.allCases where next[measure]?.boundary == walked {
                        onward.set(measure, report: report)
                    }
                    if difference.isZero {
                        explained.add(next, onward)
                    } else {
                        onward.gaps = try GapTrail(
                            difference, after: way.gaps, isDoubtful: isDoubtful)
                        others.add(next, onward)
                    }
                }
            }
        }
        if !explained.isEmpty {
            ways = explained
            return .explained
        }
        ways = others
        thinOut(boundary)
        return .gap
    }

    func state(
        after state: State, _ report: Int, _ choice: MovementChoices.Choice
    ) throws(MoneyError) -> State {
        var next = State(unplaced: choice.floats.isEmpty ? [] : choice.floats.sorted())
        let before = try booked.adding(choice.sum)
        for measure in Measure.allCases {
            if let value = timeline.reports[report].value(measure) {
                next[measure] = Anchor(
                    opening: try value.subtracting(before[measure]), boundary: walked)
            } else if let anchor = state[measure],
                walked - anchor.boundary < BalanceBounds.measureReach
            {
                next[measure] = anchor
            }
        }
        return next
    }

    /// What the step leaves unexplained of each measure that both sides state.
    private func difference(
        _ later: State, _ way: Way, _ earlier: State, _ report: Int
    ) throws(MoneyError) -> BalanceDifference {
        var difference = BalanceDifference(earlier: report)
        for measure in Measure.allCases {
            guard let start = earlier[measure], start.boundary == walked,
                let end = later[measure], let laterReport = way.report(measure)
            else { continue }
            difference[measure] = BalanceDifference.Part(
                unexplained: try end.opening.subtracting(start.opening), later: laterReport,
                distance: walked - end.boundary)
        }
        return difference
    }
}
