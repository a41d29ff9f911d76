import Money

extension BalanceChain {
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
}
