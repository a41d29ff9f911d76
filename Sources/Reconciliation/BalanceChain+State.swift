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
