package import Money

/// What two reports of an account leave unexplained: reported − booked change, per measure.
package struct BalanceDifference: Hashable {
    /// One measure's.
    package struct Part: Hashable {
        package var unexplained: Amount
        /// Place of the later report.
        package var later: Int
        /// How many boundaries lie between, and one.
        var distance: Int
    }

    /// Place of the earlier report.
    package var earlier: Int
    /// Nil where the measure is not compared.
    package var available: Part?
    /// Likewise.
    package var total: Part?

    init(earlier: Int) {
        self.earlier = earlier
    }

    package subscript(measure: Measure) -> Part? {
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

    /// The same, with only the measures that are compared with one later report: what is said of
    /// that report must not depend on still later ones.
    var perLaterReport: [BalanceDifference] {
        if available?.later == total?.later { return [self] }
        return Measure.allCases.compactMap { measure in
            guard let part = self[measure] else { return nil }
            var difference = BalanceDifference(earlier: earlier)
            difference[measure] = part
            return difference
        }
    }

    var isZero: Bool { unexplained(.available) == nil && unexplained(.total) == nil }

    /// The measure whose money is in question: the available balance where it disagrees.
    package var leadingMeasure: Measure { unexplained(.available) == nil ? .total : .available }

    /// The unexplained change of one measure; nil where there is none.
    package func unexplained(_ measure: Measure) -> Amount? {
        self[measure].flatMap { $0.unexplained.isZero ? nil : $0.unexplained }
    }
}

extension BalanceDifference: Comparable {
    /// The canonical choice among differences: fewest measures that disagree, then the least money
    /// (leading measure first), then a debit before a credit, the available balance before the
    /// total, and the nearest reports, of one tick the first.
    package static func < (left: BalanceDifference, right: BalanceDifference) -> Bool {
        if left.disagreeing != right.disagreeing { return left.disagreeing < right.disagreeing }
        for (mine, theirs) in zip(left.amounts, right.amounts) {
            let (size, otherSize) = (Size(mine), Size(theirs))
            if size != otherSize { return size < otherSize }
            if mine != theirs { return mine < theirs }
        }
        if left.leadingMeasure != right.leadingMeasure { return left.leadingMeasure == .available }
        return left.places.lexicographicallyPrecedes(right.places)
    }

    var disagreeing: Int {
        Measure.allCases.filter { unexplained($0) != nil }.count
    }

    private var amounts: [Amount] {
        let leading = leadingMeasure
        let other: Measure = leading == .available ? .total : .available
        return [leading, other].map { unexplained($0) ?? .zero }
    }

    private var places: [Int] {
        [
            available?.distance ?? 0, total?.distance ?? 0, earlier, available?.later ?? 0,
            total?.later ?? 0,
        ]
    }
}

/// The size of an amount, which unlike its negation always exists.
private struct Size: Comparable {
    private let negative: Amount

    /// Held below zero, where every amount has its mirror image.
    init(_ amount: Amount) {
        negative =
            amount.isNegative ? amount : Amount(units: 0 - amount.units, scale: amount.scale)
    }

    static func < (left: Size, right: Size) -> Bool {
        left.negative > right.negative
    }
}
