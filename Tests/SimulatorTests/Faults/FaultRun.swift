import Events
import Reconciliation
import Simulator

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
        service = PureService(
            kind, thresholds: Thresholds(balanceGapSeconds: plan.settings.thresholds.balanceGap))
        expectations = Expectations(kind, sourceName: "cards", isLive: true)
        now = start
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
        late.body = RetryCounter.body(
            delivery.body, retries: delivery.attempt + delivery.lostAttempts,
            of: plan.kind.provider)
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

    mutating func deliver(_ delivery: ScheduledDelivery) throws {
        deliveries.append(delivery)
        guard delivery.answer != .refused else { return }
        now = max(now, Timestamp(microseconds: delivery.sendAt.microseconds + 40_000))
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
                    rule: key.rule.rawValue, subjectKind: key.subject.kind.rawValue,
                    subjectID: key.subject.id, discriminator: key.discriminator,
                    severity: record.finding.severity.rawValue, status: record.status.rawValue)
            })
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
