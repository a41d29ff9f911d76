import Money

/// The gaps of one way through an account's reports, and what they leave unexplained altogether.
///
/// All ways that are weighed against each other have as many gaps, at the same steps; which one is
/// told is decided where they meet.
final class GapTrail {
    private let difference: BalanceDifference
    /// The gaps between later reports.
    private let later: GapTrail?
    /// A movement whose place was only guessed may be what is missing.
    private let isDoubtful: Bool
    /// Measures that disagree, over all gaps.
    private let disagreeing: Int
    private let money: Amount

    init(
        _ difference: BalanceDifference, after later: GapTrail?, isDoubtful: Bool
    ) throws(MoneyError) {
        self.difference = difference
        self.later = later
        self.isDoubtful = isDoubtful
        disagreeing = (later?.disagreeing ?? 0) + difference.disagreeing
        var money = later?.money ?? .zero
        for measure in Measure.allCases {
            guard let amount = difference.unexplained(measure) else { continue }
            money =
                amount.isNegative ? try money.subtracting(amount) : try money.adding(amount)
        }
        self.money = money
    }

    /// What there is to tell, between the latest reports first.
    var told: [BalanceDifference] {
        var told: [BalanceDifference] = []
        var step: GapTrail? = self
        while let trail = step {
            if !trail.isDoubtful { told.append(trail.difference) }
            step = trail.later
        }
        return told.reversed()
    }

    /// The canonical choice: fewest measures that disagree, then the least money altogether, then
    /// the lesser difference at the latest reports where two ways differ.
    static func precedes(_ left: GapTrail?, _ right: GapTrail?) -> Bool {
        guard let left, let right, left !== right else { return false }
        if left.disagreeing != right.disagreeing { return left.disagreeing < right.disagreeing }
        if left.money != right.money { return left.money < right.money }
        var pairs: [(mine: BalanceDifference, other: BalanceDifference)] = []
        var (mine, other): (GapTrail?, GapTrail?) = (left, right)
        while mine !== other, let step = mine, let otherStep = other {
            pairs.append((step.difference, otherStep.difference))
            (mine, other) = (step.later, otherStep.later)
        }
        let first = pairs.last { $0.mine != $0.other }
        return first.map { $0.mine < $0.other } ?? false
    }
}
