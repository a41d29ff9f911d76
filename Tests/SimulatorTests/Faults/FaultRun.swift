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
    /// Answers that were not those expected.
    private(set) var wrongAnswers: [String] = []

    init(
        _ kind: ProgramKind, seed: UInt64, rates: FaultRates, users: Int = 12, speed: Int64 = 1,
        start: Timestamp = ProgramModelTests.start
    ) {
        model = ProgramModelTests.model(kind, seed: seed, speed: speed, users: users)
        plan = FaultPlan(kind, rates: rates, seed: seed)
        service = PureService(
            kind, thresholds: Thresholds(balanceGapSeconds: plan.settings.thresholds.balanceGap))
        expectations = Expectations(kind, sourceName: "cards", isLive: true)
        now = start
    }

    mutating func run(events: Int) throws {
        for _ in 0..<events {
            for delivery in plan.take(model.next()) { try deliver(delivery) }
        }
        for delivery in plan.finish() { try deliver(delivery) }
        try wait(seconds: 86_400)
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
