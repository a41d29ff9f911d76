import Delivery
import Events
import Faults
import Money
import Programs
import Reconciliation
import SimulatedProviders

/// A program with faults, delivered to the service in memory and to the expectations alike.
struct FaultRun {
    var model: ProgramModel
    var plan: FaultPlan
    var service: PureService
    var expectations: Expectations
    private(set) var now: Timestamp
    private(set) var deliveries: [ScheduledDelivery] = []
    /// What retries will bring, the earliest first.
    private var retried: [ScheduledDelivery] = []
    /// Answers that were not those expected.
    private(set) var wrongAnswers: [String] = []

    init(
        _ kind: ProgramKind, seed: UInt64, rates: FaultRates, users: Int = 12, speed: Int64 = 1,
        start: Timestamp = ProgramModelTests.start
    ) {
        model = ProgramModelTests.model(kind, seed: seed, speed: speed, users: users)
        var settings = FaultPlan.Settings(kind)
        // Outages are as long as retries: they are to be short beside the course.
        settings.retryDelaysMicroseconds = settings.retryDelaysMicroseconds.map { $0 / speed }
        plan = FaultPlan(kind, rates: rates, seed: seed, settings: settings)
        service = PureService(kind, thresholds: Thresholds(plan.settings.thresholds))
        expectations = Expectations(
            kind, sourceName: "cards", isLive: true, rules: Self.rules)
        now = start
    }

    /// The names of the rules that the service has.
    static let rules = Set(Rule.all.map(\.name))

    /// A program at the pace of a drill: some days within a minute, and thresholds of few seconds,
    /// so that deadlines fall due between deliveries.
    init(
        drill kind: ProgramKind, seed: UInt64, users: Int = 8, events: Int64,
        startHour: Int64 = ProgramSettings().startHour
    ) {
        var program = ProgramSettings()
        program.startHour = startHour
        program.users = users
        program.speed = ProgramPace.speed(
            kind, seed: seed, settings: program, perSecond: 7, events: events)
        var settings = FaultPlan.Settings(kind)
        func scale(_ seconds: inout Int64, atLeast least: Int64 = 2) {
            seconds = max(least, seconds / program.speed)
        }
        scale(&settings.retrySeconds, atLeast: 1)
        settings.repeatMilliseconds = 1_000
        scale(&settings.thresholds.transactionUnresolved)
        scale(&settings.thresholds.balanceGap)
        scale(&settings.thresholds.lateEvent)
        scale(&settings.thresholds.authorizationStale)
        let start = Timestamp(
            microseconds: ProgramModelTests.start.microseconds + Int64(seed) * 123_457)
        let others: Set<FaultKind> = [.receiverOutage, .staleAPI, .rateLimitStorm]
        let faults = FaultKind.allCases.filter { $0.applies(to: kind) && !others.contains($0) }
        let rate = 40_000 / Int64(faults.count)
        model = ProgramModel(kind, seed: seed, start: start, settings: program)
        plan = FaultPlan(
            kind, rates: FaultRates(Dictionary(uniqueKeysWithValues: faults.map { ($0, rate) })),
            seed: seed, settings: settings)
        let thresholds = settings.thresholds
        service = PureService(kind, thresholds: Thresholds(thresholds))
        expectations = Expectations(
            kind, sourceName: "cards", isLive: true, thresholds: thresholds, rules: Self.rules)
        now = start
    }

    /// Delivers as a busy network does: each delivery is late by as much as another, so that they
    /// come out of order.
    mutating func run(events: Int, schedule: UInt64, latestMilliseconds: Int64) throws {
        var random = SeededRandom(seed: schedule)
        var sent: [ScheduledDelivery] = []
        for _ in 0..<events { sent += plan.take(model.next()) }
        sent += plan.finish()
        let due = sent.map { delivery in
            // Mostly at once.
            let wait = Int64.random(in: 0...latestMilliseconds, using: &random)
            let isLate = Int.random(in: 0...9, using: &random) == 0
            return delivery.sendAt.microseconds + (isLate ? wait * 1_000 : wait * 20)
        }
        for place in sent.indices.sorted(by: { (due[$0], $0) < (due[$1], $1) }) {
            now = max(now, Timestamp(microseconds: due[place]))
            try deliver(sent[place], after: 0)
        }
        try wait(seconds: 86_400)
    }

    mutating func run(events: Int) throws {
        for _ in 0..<events {
            for delivery in plan.take(model.next()) { try send(delivery) }
        }
        for delivery in plan.finish() { try send(delivery) }
        try deliverRetried(until: .latest)
        try wait(seconds: 86_400)
    }

    /// Delivers at once, at the attempt that arrives, or never.
    private mutating func send(_ delivery: ScheduledDelivery) throws {
        try deliverRetried(until: delivery.sendAt)
        guard delivery.lostAttempts > 0 else { return try deliver(delivery) }
        guard !delivery.neverArrives else { return }
        var late = delivery
        let delays = plan.settings.retryDelaysMicroseconds.prefix(delivery.lostAttempts)
        late.sendAt = Timestamp(
            microseconds: delivery.sendAt.microseconds + delays.reduce(0, +))
        if let style = SimulatedProviders.named(plan.kind.name)?.delivery {
            late.body = style.retriedBody(
                delivery.body, delivery.attempt + delivery.lostAttempts)
        }
        let place = retried.firstIndex { $0.sendAt > late.sendAt } ?? retried.count
        retried.insert(late, at: place)
    }

    private mutating func deliverRetried(until time: Timestamp) throws {
        while let first = retried.first, first.sendAt <= time {
            retried.removeFirst()
            try deliver(first)
        }
    }

    mutating func wait(seconds: Int64) throws {
        now = Timestamp(microseconds: now.microseconds + seconds * 1_000_000)
        try service.wait(until: now)
    }

    mutating func deliver(
        _ delivery: ScheduledDelivery, after milliseconds: Int64 = 40
    ) throws {
        deliveries.append(delivery)
        guard delivery.answer != .refused else { return }
        now = max(
            now, Timestamp(microseconds: delivery.sendAt.microseconds + milliseconds * 1_000))
        let isNew = try service.take(delivery.body, at: now)
        if isNew != (delivery.answer == .stored) { wrongAnswers.append("\(delivery.notice)") }
        expectations.observe(delivery, receivedAt: now)
    }

    var comparison: FindingComparison {
        FindingComparison(
            expected: expectations.findings(at: now),
            found: service.records.map { record in
                let key = record.finding.key
                return FoundFinding(
                    rule: key.rule.name, subjectKind: key.subject.kind.rawValue,
                    subjectID: key.subject.id, discriminator: Self.report(key),
                    severity: record.finding.severity.rawValue, status: record.status.rawValue,
                    amount: record.finding.amount.flatMap { money in
                        (try? money.amount.rescaled(to: money.currency.exponent ?? 2)).map {
                            Int64($0.units)
                        }
                    })
            }, rules: Self.rules)
    }

    /// A gap is told by its report and the currency; a program has one currency.
    private static func report(_ key: FindingKey) -> String {
        guard key.rule == .balanceGap else { return key.discriminator }
        return String(key.discriminator.prefix { $0 != "/" })
    }

    /// What was expected and is not there, and the reverse, as text; empty when both agree.
    var differences: [String] {
        let comparison = comparison
        return comparison.missed.map { "missed \($0)" }
            + comparison.differing.map { "differs \($0)" }
            + comparison.falseAlarms.map { "false alarm \($0)" }
    }

    var outcomes: [FaultOutcome] {
        expectations.outcomes(of: plan.records, given: expectations.findings(at: now))
    }

    var maskedCount: Int {
        outcomes.count { if case .masked = $0 { true } else { false } }
    }
}

extension Thresholds {
    /// A service's, as its providers' side expects them.
    fileprivate init(_ expected: DrillThresholds) {
        self.init()
        for threshold in Threshold.all {
            guard let rule = ExpectedRule(rawValue: threshold.name),
                let seconds = expected[rule]
            else { continue }
            self[threshold] = seconds
        }
    }
}
