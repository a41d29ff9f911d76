import Events
import Money

/// How much stood on an account before everything that is booked on it.
///
/// The first report less what was booked before it. Movements of other events within the first
/// report's tick may lie on either side of it, so that there can be several answers; they are told
/// apart by the reports that follow:
///
/// - Each later tick with reports of the same measure (`total`, else `available`) allows the
///   answers that make one of its reports hold, its own tick's movements taken on either side.
///   Answers that it does not allow are dropped.
/// - Where it allows none, the account has a gap there; the answers that leave the least
///   unexplained stay, and nothing later is asked.
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
        try walk.ask([first], from: first.asOf)
        let usual = try walk.usual
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

    /// The answer that the first report gives by itself.
    var usual: Amount {
        get throws(MoneyError) {
            if let answer = answers.first { return answer }
            return try first.value.subtracting(booked)
        }
    }

    /// Drops the answers that the reports of a tick do not allow.
    mutating func ask(
        _ reports: [ReportRecord], from time: Timestamp
    ) throws(MoneyError) {
        try advance(to: clock.tickStart(time))
        ticks += 1
        askedUntil = clock.tickEnd(time)
        let end = account.movements[place...].partitionPoint { $0.effectiveAt < askedUntil }
        let tick = BalanceTick(movements: account.movements[place..<end], ofTotal: ofTotal)
        var allowed: [Amount] = []
        for report in reports {
            guard let value = ticks == 1 ? report.value : report.value(ofTotal: ofTotal)
            else { continue }
            let open = try value.subtracting(booked)
            for sum in try tick.sums(before: report) {
                allowed.append(try open.subtracting(sum))
            }
        }
        if ticks == 1 {
            answers = allowed
        } else {
            try keep(allowed)
        }
    }

    private mutating func keep(_ allowed: [Amount]) throws(MoneyError) {
        let known = Set(allowed)
        let agreeing = answers.filter(known.contains)
        if !agreeing.isEmpty {
            answers = agreeing
            return
        }
        hasGap = true
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
        guard place < account.reports.count else { return nil }
        let end = clock.tickEnd(account.reports[place].asOf)
        return account.reports[place...].prefix { $0.asOf < end }
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
