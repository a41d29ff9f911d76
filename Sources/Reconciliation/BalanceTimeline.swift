import Events
import Ledger
import Money

/// What a report can state; a report may state both.
enum Measure: CaseIterable {
    /// Holds taken off: moved by the `available` of movements.
    case available
    /// Holds included: moved by what is posted.
    case total
}

extension ReportRecord {
    func value(_ measure: Measure) -> Amount? {
        switch measure {
        case .available: available
        case .total: total
        }
    }
}

extension Movement {
    func effect(_ measure: Measure) -> Amount {
        switch measure {
        case .available: available
        case .total: posted
        }
    }

    /// It changes what reports state.
    var counts: Bool { !available.isZero || !posted.isZero }

    /// It states no time: it may have happened at any time up to its receipt.
    var floats: Bool { effectiveSource == .receipt }
}

/// The reports and movements of an account on the ticks of the provider's clock.
struct BalanceTimeline {
    /// The reports of one tick; at least one of them states a measure.
    struct Boundary: Hashable {
        let tick: Int64
        /// Places in the account's series of reports.
        let reports: Range<Int>
    }

    let reports: [ReportRecord]
    let movements: [Movement]
    private let resolution: Int64

    init(_ account: Account, resolution: Int64) {
        reports = account.reports
        movements = account.movements
        self.resolution = resolution
    }

    func tick(_ time: Timestamp) -> Int64 { time.tick(microseconds: resolution) }

    /// The last boundary whose reports all lie before the given place.
    func boundary(before place: Int) -> Boundary? {
        var end = place
        while end > 0 {
            let tick = tick(reports[end - 1].asOf)
            var start = end - 1
            while start > 0, self.tick(reports[start - 1].asOf) == tick { start -= 1 }
            if reports[start..<end].contains(where: isMeasured) {
                return Boundary(tick: tick, reports: start..<end)
            }
            end = start
        }
        return nil
    }

    /// The first boundary whose reports all lie at the given place or after it.
    func boundary(from place: Int) -> Boundary? {
        var start = place
        while start < reports.count {
            let tick = tick(reports[start].asOf)
            var end = start + 1
            while end < reports.count, self.tick(reports[end].asOf) == tick { end += 1 }
            if reports[start..<end].contains(where: isMeasured) {
                return Boundary(tick: tick, reports: start..<end)
            }
            start = end
        }
        return nil
    }

    /// The boundary that a report belongs to.
    func boundary(of report: Int) -> Boundary? {
        boundary(from: firstReport(atOrAfter: tick(reports[report].asOf)))
    }

    /// The places of the boundary's reports that state a measure: alternatives of each other.
    func alternatives(_ boundary: Boundary) -> [Int] {
        boundary.reports.filter { isMeasured(reports[$0]) }
    }

    /// The event that names the boundary: that of the last of its alternatives.
    func name(_ boundary: Boundary) -> String {
        let last = alternatives(boundary).last ?? boundary.reports.lowerBound
        return reports[last].key.eventID
    }

    /// The place of the first report at this tick or after it.
    func firstReport(atOrAfter tick: Int64) -> Int {
        partition(reports.count) { self.tick(reports[$0].asOf) >= tick }
    }

    /// The place of the first movement at this tick or after it.
    func firstMovement(atOrAfter tick: Int64) -> Int {
        partition(movements.count) { self.tick(movements[$0].effectiveAt) >= tick }
    }

    private func isMeasured(_ report: ReportRecord) -> Bool {
        report.available != nil || report.total != nil
    }

    /// The first place at which the condition holds, which then holds to the end.
    private func partition(_ count: Int, _ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
