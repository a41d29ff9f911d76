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
        /// What is told of a gap that ends at one report.
        struct End: Hashable, Sendable {
            /// Reported change less booked change; several where ways to place the movements leave
            /// the same money over altogether.
            var amounts: Set<Int64>
            var ticks: ClosedRange<Int64>
            /// When both reports were in.
            var receivedAt: Timestamp
        }

        /// By the later report; several where the definition leaves open which.
        var ends: [String: End]
        /// False: only one reading of the definition makes it a gap.
        var isRequired = true

        /// It ends at one report, whichever way one looks.
        var isSure: Bool { isRequired && ends.count == 1 }
    }

    /// In the order of times, then ids.
    private(set) var reports: [Report] = []
    private(set) var movements: [Movement] = []
    /// Where two consecutive reports cannot be explained, as of the last look.
    private(set) var gaps: [Gap] = []

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

    /// The definition leaves nothing open but which of `End.amounts` is told.
    var areAmountsSure: Bool { gaps.allSatisfy { $0.isSure || !$0.isRequired } }

    /// Looks where no way to place the movements explains the reports of two consecutive ticks.
    ///
    /// Movements without an order to a report leave open at which of several reports a gap ends:
    /// then both directions of looking name theirs, and either fits. And they leave open whether
    /// one gap or two of smaller sums are told: the further ones are allowed, not required.
    mutating func findGaps() { gaps = searchGaps() }

    private func searchGaps() -> [Gap] {
        let search = GapSearch(self)
        let backward = search.run(backward: true)
        // Looking forward, each movement without a time doubles the ways.
        guard !backward.isEmpty, movements.count(where: { $0.tick == nil }) <= 10 else {
            return backward
        }
        let forward = search.run(backward: false)
        var gaps = backward
        if forward.count == backward.count {
            gaps = zip(backward, forward).map { $0.orElse($1) }
        }
        var named = Set(gaps.flatMap(\.ends.keys))
        let others =
            search.run(backward: true, keepingLeast: true)
            + search.run(backward: false, keepingLeast: true)
        for var other in others where named.isDisjoint(with: other.ends.keys) {
            other.isRequired = false
            named.formUnion(other.ends.keys)
            gaps.append(other)
        }
        return gaps
    }
}

extension BalanceSeries.Gap {
    fileprivate func orElse(_ other: BalanceSeries.Gap) -> BalanceSeries.Gap {
        var either = self
        either.ends.merge(other.ends) { mine, others in
            var end = mine
            end.amounts.formUnion(others.amounts)
            return end
        }
        return either
    }
}
