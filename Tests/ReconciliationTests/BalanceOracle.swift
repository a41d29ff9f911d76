import Events
import Ledger
import Money

/// Which reports of a small account have a gap, and how much, by trying every way to place its
/// movements: written from the definition, with nothing of the rule's machinery.
///
/// Times are whole ticks. A movement lies in one *slot*: before the first boundary (0), between two
/// boundaries, or after the last; an assignment says the slot of each movement and which report of
/// each boundary counts.
struct BalanceOracle {
    private struct Assignment {
        var slots: [Int]
        /// Places in the account's series of reports, one per boundary.
        var reports: [Int]
    }

    private let reports: [ReportRecord]
    private let movements: [Movement]
    /// The places of the reports of each tick.
    private let boundaries: [[Int]]

    init(_ account: Account) {
        reports = account.reports
        movements = account.movements
        var ticks: [Int64: [Int]] = [:]
        for (place, report) in account.reports.enumerated()
        where report.available != nil || report.total != nil {
            ticks[BalanceOracle.tick(report.asOf), default: []].append(place)
        }
        boundaries = ticks.sorted { $0.key < $1.key }.map(\.value)
    }

    /// By event id of the later report: the unexplained change in cents.
    ///
    /// From the latest report back, a gap wherever no assignment that explains the later ones goes
    /// on; of those that are left in the end, the one that leaves the least.
    func gaps() -> [String: Int128] {
        var possible = assignments()
        var gapBoundaries: [Int] = []
        for boundary in boundaries.indices.reversed() {
            let agreeing = possible.filter { assignment in
                unexplained(assignment, boundary).allSatisfy { $0.cents == 0 }
            }
            if agreeing.isEmpty {
                gapBoundaries.append(boundary)
            } else {
                possible = agreeing
            }
        }
        let least = possible.map { assignment in
            gapBoundaries.map { unexplained(assignment, $0) }
        }.min { rank($0) < rank($1) }
        var gaps: [String: Int128] = [:]
        for parts in least ?? [] {
            var named: Set<Int> = []
            for part in parts where part.cents != 0 && named.insert(part.later).inserted {
                let name = reports[boundaries[part.later].last ?? 0].key.eventID
                if gaps[name] == nil { gaps[name] = part.cents }
            }
        }
        return gaps
    }

    /// Every balance before all movements with which all reports of an account that state its
    /// available balance hold; empty where there is a gap.
    func openings() -> Set<Int128> {
        let agreeing = assignments().filter { assignment in
            boundaries.indices.allSatisfy { boundary in
                unexplained(assignment, boundary).allSatisfy { $0.cents == 0 }
            }
        }
        return Set(agreeing.compactMap { opening($0) })
    }

    /// The balance before all movements with which the first report of an assignment holds.
    private func opening(_ assignment: Assignment) -> Int128? {
        value(assignment, 0, true).map { $0 - available(assignment, through: 0) }
    }

    /// What the latest reports leave unexplained at least, with so much before all movements.
    func drift(opening: Int128) -> Int128? {
        let last = boundaries.count - 1
        return assignments().compactMap { assignment in
            value(assignment, last, true).map {
                $0 - opening - available(assignment, through: last)
            }
        }.min { ($0.magnitude, $0) < ($1.magnitude, $1) }
    }

    private func available(_ assignment: Assignment, through boundary: Int) -> Int128 {
        zip(movements, assignment.slots).filter { $0.1 <= boundary }
            .reduce(0) { $0 + $1.0.available.units }
    }

    /// Where all differences of an assignment stand among those of others: how many measures
    /// disagree, by how much altogether, then one after the other.
    private func rank(_ gaps: [[Part]]) -> String {
        let wrong = gaps.joined().filter { $0.cents != 0 }
        let money = wrong.reduce(Int128(0)) { $0 + Int128($1.cents.magnitude) }
        return BalanceOracle.digits(UInt128(wrong.count)) + BalanceOracle.digits(UInt128(money))
            + gaps.map { rank($0) }.joined(separator: "|")
    }

    private static func digits(_ number: UInt128) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    // MARK: Assignments

    private func assignments() -> [Assignment] {
        var found = [Assignment(slots: [], reports: [])]
        for boundary in boundaries {
            found = found.flatMap { assignment in
                boundary.map { Assignment(slots: [], reports: assignment.reports + [$0]) }
            }
        }
        for movement in movements {
            found = found.flatMap { assignment in
                (0...boundaries.count).filter { allows(movement, slot: $0, assignment) }.map {
                    Assignment(slots: assignment.slots + [$0], reports: assignment.reports)
                }
            }
        }
        return found
    }

    private func allows(_ movement: Movement, slot: Int, _ assignment: Assignment) -> Bool {
        let tick = BalanceOracle.tick(movement.effectiveAt)
        for (index, report) in assignment.reports.enumerated() {
            let boundary = BalanceOracle.tick(reports[report].asOf)
            let isBefore = slot <= index
            if !isBefore, tick < boundary { return false }
            if movement.effectiveSource == .receipt { continue }
            if isBefore, tick > boundary { return false }
            let isOwn = movement.cause.eventID == reports[report].key.eventID
            if !isBefore, tick == boundary, isOwn { return false }
        }
        return true
    }

    // MARK: Differences

    private typealias Part = (cents: Int128, later: Int, isAvailable: Bool)

    /// Per measure that this boundary's report shares with a later one: what is unexplained.
    private func unexplained(_ assignment: Assignment, _ boundary: Int) -> [Part] {
        [true, false].compactMap { isAvailable in
            guard let start = value(assignment, boundary, isAvailable),
                let later = boundaries.indices.first(where: {
                    $0 > boundary && value(assignment, $0, isAvailable) != nil
                }), let end = value(assignment, later, isAvailable)
            else { return nil }
            var booked: Int128 = 0
            for (movement, slot) in zip(movements, assignment.slots)
            where slot > boundary && slot <= later {
                booked += isAvailable ? movement.available.units : movement.posted.units
            }
            return (end - start - booked, later, isAvailable)
        }
    }

    private func value(
        _ assignment: Assignment, _ boundary: Int, _ isAvailable: Bool
    ) -> Int128? {
        let report = reports[assignment.reports[boundary]]
        return (isAvailable ? report.available : report.total)?.units
    }

    /// Where a difference stands among others: how many measures disagree, by how much each,
    /// debits first, the available balance first, and how near.
    ///
    /// A measure that is not compared is nearest.
    private func rank(_ parts: [Part]) -> String {
        let wrong = parts.filter { $0.cents != 0 }
        let amounts = wrong.map { part in
            BalanceOracle.digits(part.cents.magnitude) + (part.cents < 0 ? "-" : "a")
        }
        let nearness = [true, false].map { isAvailable in
            parts.first { $0.isAvailable == isAvailable }?.later ?? 0
        }
        let leads = wrong.first?.isAvailable == true ? 0 : 1
        return "\(wrong.count) \(amounts.joined(separator: " ")) \(leads) \(nearness)"
    }

    static func tick(_ time: Timestamp) -> Int64 {
        (time.microseconds - Given.start.microseconds) / 1_000_000
    }
}
