import Money

extension BalanceChain {
    /// What a measure was last compared with: the balance before all movements that its report
    /// implies.
    struct Anchor: Hashable {
        var opening: Amount
        /// Which boundary of the walk the report belongs to.
        var boundary: Int
    }

    struct State: Hashable {
        /// Floating movements at or before the last boundary whose interval is not decided.
        var unplaced: [Int] = []
        var available: Anchor?
        var total: Anchor?

        /// A movement that counted as before every boundary so far counts no more from here on.
        mutating func rebase(by sum: MovementSum) throws(MoneyError) {
            for measure in Measure.allCases {
                guard let anchor = self[measure] else { continue }
                self[measure]?.opening = try anchor.opening.adding(sum[measure])
            }
        }

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

    /// How a state was come by, as far as it is told: nothing of it decides what is a gap.
    struct Way {
        /// Places of the reports that the anchors stand for; of alternatives that imply the same,
        /// the first.
        private(set) var available: Int?
        private(set) var total: Int?
        /// The gaps on the way whose amounts are not decided.
        var gaps: GapTrail?

        func report(_ measure: Measure) -> Int? {
            switch measure {
            case .available: available
            case .total: total
            }
        }

        mutating func set(_ measure: Measure, report: Int) {
            switch measure {
            case .available: available = report
            case .total: total = report
            }
        }

        /// Of two ways to one state, the gaps of the better one.
        func merged(with other: Way) -> Way {
            var way = self
            if GapTrail.precedes(other.gaps, gaps) { way.gaps = other.gaps }
            way.available = Way.first(available, other.available)
            way.total = Way.first(total, other.total)
            return way
        }

        private static func first(_ left: Int?, _ right: Int?) -> Int? {
            guard let left, let right else { return left ?? right }
            return min(left, right)
        }
    }
}

extension [BalanceChain.State: BalanceChain.Way] {
    mutating func add(_ state: BalanceChain.State, _ way: BalanceChain.Way) {
        if let known = self[state] {
            self[state] = known.merged(with: way)
        } else {
            self[state] = way
        }
    }
}
