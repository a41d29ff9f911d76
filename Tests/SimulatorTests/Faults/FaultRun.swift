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
            kind,
            thresholds: Thresholds(
                balanceGapSeconds: plan.settings.thresholds.balanceGap))
        expectations = Expectations(kind, sourceName: "cards", isLive: true)
        now = start
    }

    mutating func run(events: Int) throws {
        for _ in 0..<events {
            for delivery in plan.take(model.next()) { try deliver(delivery) }
        }
        for delivery in plan.finish() { try deliver(delivery) }
        // Every threshold but the longest has passed.
        now = Timestamp(microseconds: now.microseconds + 86_400_000_000)
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

    /// What was expected and is not there, and what is there and was not expected; empty when both
    /// agree.
    var differences: [String] {
        let expected = expectations.findings(at: now).filter(\.rule.exists)
        let judged = Set(ExpectedRule.allCases.map(\.rawValue))
        var found = service.records.filter { judged.contains($0.finding.key.rule.rawValue) }
        var differences: [String] = []
        for finding in expected {
            let place = found.firstIndex { record in
                let key = record.finding.key
                return finding.fits(
                    rule: key.rule.rawValue, subjectKind: key.subject.kind.rawValue,
                    subjectID: key.subject.id, discriminator: key.discriminator)
                    && record.status.rawValue == finding.status.rawValue
                    && record.finding.severity.rawValue == finding.severity.rawValue
            }
            guard let place else {
                differences.append("missed \(finding)")
                continue
            }
            let key = found[place].finding.key
            found.removeAll {
                $0.finding.key == key
                    || (finding.discriminator == .any
                        && $0.finding.key.scope == key.scope)
            }
        }
        differences += found.map { "false alarm \($0.finding) \($0.status)" }
        return differences
    }

    var outcomes: [FaultOutcome] {
        expectations.outcomes(of: plan.records, given: expectations.findings(at: now))
    }
}
