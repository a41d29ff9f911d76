import Ledger
import Money

extension BalanceChain {
    /// A state, one of the boundary's reports, and the choices that both leave.
    private struct Option {
        var state: State
        var way: Way
        var report: Int
        var choices: [MovementChoices.Choice]
    }

    /// Every way to place the boundary's movements, for every state and every alternative.
    private mutating func options(_ boundary: Boundary, _ entering: [Int]) throws -> [Option] {
        var options: [Option] = []
        var left = BalanceChain.combinations
        for (state, way) in ways {
            for report in timeline.alternatives(boundary) {
                let found = try choices.all(
                    entering + state.unplaced, report: report, boundary: boundary, limit: left)
                left -= found.count
                options.append(Option(state: state, way: way, report: report, choices: found))
            }
        }
        return options
    }

    /// Goes on with the ways that agree with the later boundaries; without any, with all.
    mutating func weigh(
        _ boundary: Boundary, _ entering: [Int], isDoubtful: Bool
    ) throws -> Verdict {
        var explained: [State: Way] = [:]
        var others: [State: Way] = [:]
        for option in try options(boundary, entering) {
            for choice in option.choices {
                let next = try state(after: option.state, option.report, choice)
                let difference = try difference(option.state, option.way, next, option.report)
                var way = option.way
                for measure in Measure.allCases where next[measure]?.boundary == walked {
                    way.set(measure, report: option.report)
                }
                if difference.isZero {
                    explained.add(next, way)
                } else if explained.isEmpty {
                    way.gaps = try GapTrail(
                        difference, after: option.way.gaps, isDoubtful: isDoubtful)
                    others.add(next, way)
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
        var next = State(unplaced: choice.floats.sorted())
        let before = try booked.adding(choice.sum)
        for measure in Measure.allCases {
            if let value = timeline.reports[report].value(measure) {
                next[measure] = Anchor(
                    opening: try value.subtracting(before[measure]), boundary: walked)
            } else if let anchor = state[measure], walked - anchor.boundary < BalanceChain.reach {
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
