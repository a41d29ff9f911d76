import Events

/// Walks an account's reports and keeps every balance before all movements ("opening") that the
/// reports so far allow; where none is left, there is a gap.
///
/// A movement of a report's tick lies before or after it; one of the report's own event before it.
/// One without a time lies anywhere up to its receipt, but at most `floatReach` boundaries before
/// it, and stays where it is put.
struct GapSearch {
    fileprivate struct Way: Hashable {
        var opening: Int64
        /// The movements without a time that lie before the boundary, by place in `floats`.
        var placed: UInt64
    }

    /// A movement without a time.
    private struct Floating {
        var change: Int64
        var receiptTick: Int64
        /// The earliest boundary after which it may lie; else it lies before all of them.
        var reach: Int
    }

    /// Boundaries up to its receipt among which a movement without a time has a place.
    static let floatReach = 32

    private let series: BalanceSeries
    private let boundaries: [Range<Int>]
    private let floats: [Floating]
    private let timed: [BalanceSeries.Movement]
    /// What the timed movements before a boundary's tick sum to, and where those of its tick begin.
    private var before: [(sum: Int64, first: Int)] = []

    init(_ series: BalanceSeries) {
        self.series = series
        let boundaries = series.boundaries
        self.boundaries = boundaries
        floats = series.movements.filter { $0.tick == nil }.prefix(64).map { movement in
            let upToReceipt = boundaries.count {
                series.reports[$0.lowerBound].tick <= movement.receiptTick
            }
            return Floating(
                change: movement.change, receiptTick: movement.receiptTick,
                reach: upToReceipt - GapSearch.floatReach)
        }
        timed = series.movements.filter { $0.tick != nil }
        var (sum, place): (Int64, Int) = (0, 0)
        for boundary in boundaries {
            let tick = series.reports[boundary.lowerBound].tick
            while place < timed.count, timed[place].tick ?? 0 < tick {
                sum += timed[place].change
                place += 1
            }
            before.append((sum, place))
        }
    }

    /// The gaps so far by the ways to one place that leave the least money over altogether: what
    /// each gap comes to by any of them.
    fileprivate struct Told {
        var money: Int64 = 0
        var amounts: [Set<Int64>] = []

        func adding(_ change: Int64) -> Told {
            Told(money: money + abs(change), amounts: amounts + [[change]])
        }

        mutating func merge(_ other: Told) {
            if other.money < money { self = other }
            guard other.money == money else { return }
            for place in amounts.indices { amounts[place].formUnion(other.amounts[place]) }
        }
    }

    /// In the order of time, whichever way it looks.
    ///
    /// Beyond a gap it goes on with every way, so that there are as few gaps as can be;
    /// `keepingLeast`: only with those that leave the least money over there, so that each movement
    /// has one place in all sentences, at the price of more gaps.
    func run(backward: Bool, keepingLeast: Bool = false) -> [BalanceSeries.Gap] {
        var laterEnds: [Int] = []
        var ways: [Way: Told] = [:]
        let order = backward ? Array(boundaries.indices.reversed()) : Array(boundaries.indices)
        for (step, index) in order.enumerated() {
            guard step > 0 else {
                for option in options(index, from: nil, backward) { ways[option] = Told() }
                continue
            }
            let (next, isGap) = follow(ways, to: index, backward, keepingLeast)
            ways = next
            if isGap { laterEnds.append(backward ? index + 1 : index) }
        }
        var told = ways.values.first ?? Told()
        for other in ways.values { told.merge(other) }
        let gaps = zip(laterEnds, told.amounts).map { gap(endingAt: $0, $1) }
        return backward ? gaps.reversed() : gaps
    }

    /// The ways that agree with one of these; without any, all of them, or those that leave the
    /// least over.
    private func follow(
        _ ways: [Way: Told], to index: Int, _ backward: Bool, _ keepingLeast: Bool
    ) -> (ways: [Way: Told], isGap: Bool) {
        var agreeing: [Way: Told] = [:]
        var others: [Int64: [Way: Told]] = [:]
        for (way, told) in ways {
            for option in options(index, from: way, backward) {
                let change =
                    backward ? way.opening - option.opening : option.opening - way.opening
                if change == 0 {
                    agreeing.add(option, told)
                } else if agreeing.isEmpty {
                    others[change, default: [:]].add(option, told.adding(change))
                }
            }
        }
        guard agreeing.isEmpty else { return (agreeing, false) }
        // The smaller amount; of two alike the debit.
        let least = others.keys.min { ($0.magnitude, $0) < ($1.magnitude, $1) }
        var next: [Way: Told] = [:]
        for (change, options) in others where !keepingLeast || change == least {
            for (option, told) in options { next.add(option, told) }
        }
        return (next, true)
    }

    /// Every opening that one of the boundary's reports allows.
    private func options(_ index: Int, from way: Way?, _ backward: Bool) -> [Way] {
        let tick = series.reports[boundaries[index].lowerBound].tick
        let placements = placements(index, from: way, backward)
        var options: [Way] = []
        for report in series.reports[boundaries[index]] {
            for sum in sums(tick, first: before[index].first, report) {
                for (placed, floating) in placements {
                    options.append(
                        Way(
                            opening: report.value - before[index].sum - sum - floating,
                            placed: placed))
                }
            }
        }
        return options
    }

    /// What the movements of the report's tick can sum to before it.
    private func sums(
        _ tick: Int64, first: Int, _ report: BalanceSeries.Report
    ) -> Set<Int64> {
        var sums: Set<Int64> = [0]
        for movement in timed[first...] {
            guard movement.tick == tick else { break }
            let with = sums.map { $0 + movement.change }
            if movement.eventID == report.eventID { sums = [] }
            sums.formUnion(with)
        }
        return sums
    }

    /// The choices of movements without a time that lie before a boundary, and their sums.
    ///
    /// `way`: the neighbouring boundary's, whence the search comes; the movement may lie between
    /// the two, unless that is further back than it reaches.
    private func placements(
        _ index: Int, from way: Way?, _ backward: Bool
    ) -> [(placed: UInt64, sum: Int64)] {
        let tick = series.reports[boundaries[index].lowerBound].tick
        var choices: [(placed: UInt64, sum: Int64)] = [(0, 0)]
        for (place, float) in floats.enumerated() {
            let bit = UInt64(1) << UInt64(place)
            var isSure = float.receiptTick < tick
            if let way {
                let isInReach = (backward ? index : index - 1) >= float.reach
                if way.placed & bit != 0 {
                    isSure = isSure || !backward || !isInReach
                } else if backward || !isInReach {
                    continue
                }
            }
            let with = choices.map { (placed: $0.placed | bit, sum: $0.sum + float.change) }
            choices = isSure ? with : choices + with
        }
        return choices
    }

    private func gap(endingAt later: Int, _ amounts: Set<Int64>) -> BalanceSeries.Gap {
        let (first, last) = (boundaries[later - 1], boundaries[later])
        let reports = series.reports[first] + series.reports[last]
        let name = series.reports[last.upperBound - 1].eventID
        let receivedAt = reports.map(\.receivedAt).max() ?? series.reports[0].receivedAt
        let end = BalanceSeries.Gap.End(
            amounts: amounts,
            ticks: series.reports[first.lowerBound].tick...series.reports[last.lowerBound].tick,
            receivedAt: receivedAt)
        return BalanceSeries.Gap(ends: [name: end])
    }
}

extension [GapSearch.Way: GapSearch.Told] {
    fileprivate mutating func add(_ way: GapSearch.Way, _ told: GapSearch.Told) {
        self[way, default: told].merge(told)
    }
}
