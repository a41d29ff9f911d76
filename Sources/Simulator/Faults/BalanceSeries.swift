import Events

/// The reports and movements of one account as they were delivered, and where no way to place the
/// movements explains two consecutive reports.
struct BalanceSeries: Sendable {
    struct Report: Sendable {
        var eventID: String
        var createdAt: Timestamp
        var tick: Int64
        var value: Int64
        var receivedAt: Timestamp
    }

    struct Movement: Sendable {
        var transactionID: String
        var eventID: String
        /// Nil: it states no time and lies anywhere up to its receipt.
        var tick: Int64?
        var receiptTick: Int64
        var change: Int64
    }

    struct Gap: Hashable, Sendable {
        /// The later report; several where the definition leaves open which.
        var later: Set<String>
        /// Reported change less booked change.
        var amount: Int64
        var ticks: ClosedRange<Int64>
        /// When both reports were in.
        var receivedAt: Timestamp
    }

    /// In the order of times, then ids.
    private(set) var reports: [Report] = []
    private(set) var movements: [Movement] = []

    /// Whether something at this tick comes after everything that could be judged with it.
    func isInOrder(_ tick: Int64, isMovement: Bool) -> Bool {
        guard let last = reports.last else { return true }
        if isMovement { return tick > last.tick }
        return tick >= max(last.tick, movements.last?.tick ?? .min)
    }

    mutating func insert(_ report: Report) {
        let place = reports.lastIndex {
            ($0.createdAt, $0.eventID) <= (report.createdAt, report.eventID)
        }
        reports.insert(report, at: place.map { $0 + 1 } ?? 0)
    }

    /// What a transaction does to the account, anew.
    mutating func replace(of transactionID: String, with new: [Movement]) {
        movements.removeAll { $0.transactionID == transactionID }
        for movement in new {
            let key = movement.tick ?? movement.receiptTick
            let place = movements.lastIndex { ($0.tick ?? $0.receiptTick) <= key }
            movements.insert(movement, at: place.map { $0 + 1 } ?? 0)
        }
    }

    /// The reports of one tick are alternatives: it is enough that one agrees.
    var boundaries: [Range<Int>] {
        var boundaries: [Range<Int>] = []
        var start = 0
        for place in reports.indices.dropFirst() where reports[place].tick != reports[start].tick {
            boundaries.append(start..<place)
            start = place
        }
        if !reports.isEmpty { boundaries.append(start..<reports.count) }
        return boundaries
    }

    /// Where the reports of two consecutive ticks cannot be explained.
    ///
    /// Which of several reports a gap ends at can depend on where one begins to look; then both
    /// directions name theirs, and either fits.
    var gaps: [Gap] {
        let backward = GapSearch(self).run(backward: true)
        // Looking forward, each movement without a time doubles the ways.
        guard !backward.isEmpty, movements.count(where: { $0.tick == nil }) <= 10 else {
            return backward
        }
        let forward = GapSearch(self).run(backward: false)
        guard forward.count == backward.count else { return backward }
        return zip(backward, forward).map { gap, other in
            guard gap.later != other.later else { return gap }
            var either = gap
            either.later.formUnion(other.later)
            either.ticks =
                min(
                    gap.ticks.lowerBound, other.ticks.lowerBound)...max(
                    gap.ticks.upperBound, other.ticks.upperBound)
            return either
        }
    }
}
