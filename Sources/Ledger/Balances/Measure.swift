package import Money

/// What a report can state; a report may state both.
package enum Measure: CaseIterable, Sendable {
    /// Holds taken off: moved by the `available` of movements.
    case available
    /// Holds included: moved by what is posted.
    case total
}

extension ReportRecord {
    /// What it states of a measure.
    package func value(_ measure: Measure) -> Amount? {
        switch measure {
        case .available: available
        case .total: total
        }
    }

    /// What the books are compared with: the total where it is stated.
    var leadingMeasure: Measure { total == nil ? .available : .total }
}

extension ReportCounts {
    func count(_ measure: Measure) -> Int64 {
        switch measure {
        case .available: ofAvailable
        case .total: ofTotal
        }
    }
}

extension Movement {
    /// What it does to a measure.
    func effect(_ measure: Measure) -> Amount {
        switch measure {
        case .available: available
        case .total: posted
        }
    }

    /// It changes what reports state.
    package var counts: Bool { !available.isZero || !posted.isZero }

    /// It states no time: it may have happened at any time up to its receipt.
    var floats: Bool { effectiveSource == .receipt }
}

extension Account {
    /// What stands on it by a measure, the opening included.
    func booked(_ measure: Measure) -> Amount {
        switch measure {
        case .available: available
        case .total: posted
        }
    }
}

/// What movements sum to, per measure.
struct MovementSum: Hashable {
    var available: Amount
    var total: Amount

    static let zero = MovementSum(available: .zero, total: .zero)

    init(available: Amount, total: Amount) {
        self.available = available
        self.total = total
    }

    init(_ movement: Movement) {
        self.init(available: movement.available, total: movement.posted)
    }

    subscript(measure: Measure) -> Amount {
        switch measure {
        case .available: available
        case .total: total
        }
    }

    func adding(_ other: MovementSum) throws(MoneyError) -> MovementSum {
        MovementSum(
            available: try available.adding(other.available), total: try total.adding(other.total))
    }

    func subtracting(_ other: MovementSum) throws(MoneyError) -> MovementSum {
        MovementSum(
            available: try available.subtracting(other.available),
            total: try total.subtracting(other.total))
    }
}
