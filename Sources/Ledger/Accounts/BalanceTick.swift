import Events
import Money

/// The movements of an account within one tick of the provider's clock and after it, as a report
/// of that tick sees them.
///
/// A movement of the report's own event came before it: a provider reports the balance after its
/// own transaction. One of another event has no order to the report: it may lie on either side.
struct BalanceTick {
    /// Ways to place the movements that are weighed at most; beyond, those of other events are
    /// taken to come after the report.
    static let maximumSums = 1_024

    private let movements: ArraySlice<Movement>
    private let ofTotal: Bool
    /// What the movements of the tick and of later ones sum up to.
    let sumFromTick: Amount

    /// The account must know everything from the tick on.
    init(
        _ account: Account, at time: Timestamp, ofTotal: Bool, _ clock: ClockResolution
    ) throws(MoneyError) {
        let (start, end) = (clock.tickStart(time), clock.tickEnd(time))
        let first = account.movements.partitionPoint { $0.effectiveAt < start }
        var sum = Amount.zero
        for movement in account.movements[first...] {
            sum = try sum.adding(movement.effect(onTotal: ofTotal))
        }
        sumFromTick = sum
        movements = account.movements[first...].prefix { $0.effectiveAt < end }
        self.ofTotal = ofTotal
    }

    /// The tick of these movements alone.
    init(movements: ArraySlice<Movement>, ofTotal: Bool) {
        self.movements = movements
        self.ofTotal = ofTotal
        sumFromTick = .zero
    }

    /// What the tick's movements before a report can sum up to; the first answer leaves all
    /// movements of other events after it.
    func sums(before report: ReportRecord) throws(MoneyError) -> [Amount] {
        var own = Amount.zero
        for movement in movements where movement.cause.eventID == report.key.eventID {
            own = try own.adding(movement.effect(onTotal: ofTotal))
        }
        var sums = [own]
        var known: Set<Amount> = [own]
        for movement in movements where movement.cause.eventID != report.key.eventID {
            let effect = movement.effect(onTotal: ofTotal)
            if effect.isZero { continue }
            for sum in sums {
                let other = try sum.adding(effect)
                if known.insert(other).inserted { sums.append(other) }
            }
            if sums.count > BalanceTick.maximumSums { return [own] }
        }
        return sums
    }

    /// What a report and the books before its tick leave unexplained: the least of what is
    /// possible, a debit before a credit of the same size.
    func leastUnexplained(
        _ report: ReportRecord, bookedBefore: Amount
    ) throws(MoneyError) -> Amount {
        let open = try report.value.subtracting(bookedBefore)
        var least: Amount?
        for sum in try sums(before: report) {
            let rest = try open.subtracting(sum)
            if let known = least, try !rest.isCloserToZero(than: known) { continue }
            least = rest
        }
        return least ?? open
    }
}

extension Amount {
    /// Smaller in size; of two that are equal in size, the negative one.
    func isCloserToZero(than other: Amount) throws(MoneyError) -> Bool {
        let (size, otherSize) = (try magnitude, try other.magnitude)
        return size == otherSize ? self < other : size < otherSize
    }
}
