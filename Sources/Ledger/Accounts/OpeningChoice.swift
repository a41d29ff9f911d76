import Events
import Money

/// How much stood on an account before everything that is booked on it.
///
/// The first report less what was booked before it. Movements of other events within the first
/// report's tick may lie on either side of it, so that there can be several answers; they are told
/// apart by the reports that follow:
///
/// - Each report of the same measure (`total`, else `available`), tick after tick, allows the
///   answers that make it hold, its own tick's movements taken on either side. Answers that it does
///   not allow are dropped, unless that leaves none: reports of one tick are alternatives.
/// - Where no report of a later tick allows any, the account has a gap there; the answers that
///   leave the least unexplained stay, and nothing later is asked.
/// - What is still open after 32 such ticks, or at the last report, is decided by the rule for one
///   report alone: the answer nearest to the one for which other events' movements come after it.
///
/// A function of the set of reports and movements up to `until` alone, in whatever order they came.
struct OpeningChoice {
    let amount: Amount
    /// Nothing from this time on has a say; nil while a later report may.
    let until: Timestamp?

    /// Ticks that are asked at most, the first report's included.
    static let maximumTicks = 32

    /// The account must know everything from the first report's tick on.
    init(of account: Account, first: ReportRecord, _ clock: ClockResolution) throws(MoneyError) {
        let ofTotal = first.total != nil
        let tick = try BalanceTick(account, at: first.asOf, ofTotal: ofTotal, clock)
        let all = try (ofTotal ? account.posted : account.available)
            .subtracting(account.opening ?? .zero)
        var walk = OpeningWalk(
            account, first, ofTotal: ofTotal, clock, booked: try all.subtracting(tick.sumFromTick))
        let usual = try walk.begin()
        while !walk.isDecided, let reports = walk.nextReports() {
            try walk.ask(reports, from: reports[0].asOf)
        }
        amount = try walk.answers.nearest(to: usual)
        until = walk.isDecided ? walk.askedUntil : nil
    }
}

/// The answers that are left, and how far the account was asked.
private struct OpeningWalk {
    private let account: Account
    private let first: ReportRecord
    private let ofTotal: Bool
    private let clock: ClockResolution
    /// What is booked before the tick that is asked next, from before all movements on.
    private var booked: Amount
    /// Movements before this place are in `booked`.
    private var place: Int
    private(set) var answers: [Amount] = []
    private(set) var askedUntil: Timestamp
    private var ticks = 0
    private var hasGap = false

    init(
        _ account: Account, _ first: ReportRecord, ofTotal: Bool, _ clock: ClockResolution,
        booked: Amount
    ) {
        self.account = account
        self.first = first
        self.ofTotal = ofTotal
        self.clock = clock
        self.booked = booked
        let start = clock.tickStart(first.asOf)
        place = account.movements.partitionPoint { $0.effectiveAt < start }
        askedUntil = clock.tickEnd(first.asOf)
    }

    var isDecided: Bool { answers.count <= 1 || hasGap || ticks >= OpeningChoice.maximumTicks }

    /// Takes the first report's answers, as far as others of its tick allow; returns the one that
    /// it gives by itself.
    mutating func begin() throws(MoneyError) -> Amount {
        ticks = 1
        let tick = try tick(at: first.asOf)
        answers = try allowed(by: first, tick)
        let usual = answers[0]
        for other in reports(at: first.asOf) where other.key != first.key {
            try drop(allBut: allowed(by: other, tick))
        }
        return usual
    }

    /// Drops the answers that the reports of a tick do not allow.
    mutating func ask(
        _ reports: [ReportRecord], from time: Timestamp
    ) throws(MoneyError) {
        ticks += 1
        let tick = try tick(at: time)
        var all: [Amount] = []
        hasGap = true
        for report in reports {
            let allowed = try allowed(by: report, tick)
            if drop(allBut: allowed) { hasGap = false }
            all += allowed
        }
        if hasGap { try keepClosest(to: all) }
    }

    /// The movements of a tick; what lies before it is then booked.
    private mutating func tick(at time: Timestamp) throws(MoneyError) -> BalanceTick {
        try advance(to: clock.tickStart(time))
        askedUntil = clock.tickEnd(time)
        let end = account.movements[place...].partitionPoint { $0.effectiveAt < askedUntil }
        return BalanceTick(movements: account.movements[place..<end], ofTotal: ofTotal)
    }

    private func allowed(
        by report: ReportRecord, _ tick: BalanceTick
    ) throws(MoneyError) -> [Amount] {
        let value = report.value(ofTotal: ofTotal) ?? report.value
        let open = try value.subtracting(booked)
        var allowed: [Amount] = []
        for sum in try tick.sums(before: report) { allowed.append(try open.subtracting(sum)) }
        return allowed
    }

    /// False when that would leave none: then all stay.
    @discardableResult
    private mutating func drop(allBut allowed: [Amount]) -> Bool {
        let known = Set(allowed)
        let agreeing = answers.filter(known.contains)
        if !agreeing.isEmpty { answers = agreeing }
        return !agreeing.isEmpty
    }

    private mutating func keepClosest(to allowed: [Amount]) throws(MoneyError) {
        var least: Amount?
        var closest: [Amount] = []
        for answer in answers {
            let rest = try answer.subtracting(try allowed.nearest(to: answer)).magnitude
            if least.map({ rest < $0 }) ?? true { (least, closest) = (rest, []) }
            if rest == least { closest.append(answer) }
        }
        answers = closest
    }

    private mutating func advance(to tick: Timestamp) throws(MoneyError) {
        while place < account.movements.count, account.movements[place].effectiveAt < tick {
            booked = try booked.adding(account.movements[place].effect(onTotal: ofTotal))
            place += 1
        }
    }

    /// The reports of the next tick that has any of the measure.
    func nextReports() -> [ReportRecord]? {
        var place = account.reports.partitionPoint { $0.asOf < askedUntil }
        while place < account.reports.count,
            account.reports[place].value(ofTotal: ofTotal) == nil
        {
            place += 1
        }
        return place < account.reports.count ? reports(at: account.reports[place].asOf) : nil
    }

    /// The reports of a tick that state the measure.
    private func reports(at time: Timestamp) -> [ReportRecord] {
        let (start, end) = (clock.tickStart(time), clock.tickEnd(time))
        let first = account.reports.partitionPoint { $0.asOf < start }
        return account.reports[first...].prefix { $0.asOf < end }
            .filter { $0.value(ofTotal: ofTotal) != nil }
    }
}

extension [Amount] {
    /// The element closest to an amount, of two the lesser; zero of none.
    fileprivate func nearest(to amount: Amount) throws(MoneyError) -> Amount {
        var nearest: (element: Amount, distance: Amount)?
        for element in self {
            let distance = try element.subtracting(amount)
            if let known = nearest, try !distance.isCloserToZero(than: known.distance) { continue }
            nearest = (element, distance)
        }
        return nearest?.element ?? .zero
    }
}
