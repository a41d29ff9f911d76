import Events
import Faults
import Programs
import SimulatedProviders
import Testing

/// What an outage of the receiver takes from deliveries, and what is expected of it.
@Suite struct ReceiverOutageTests {
    private static let rates = FaultRates([.receiverOutage: 40_000])

    private func deliveries(
        _ kind: ProgramKind, seed: UInt64
    ) -> (plan: FaultPlan, deliveries: [ScheduledDelivery]) {
        var model = ProgramModelTests.model(kind, seed: seed, speed: 1, users: 8)
        var plan = FaultPlan(kind, rates: Self.rates, seed: seed)
        var deliveries: [ScheduledDelivery] = []
        for _ in 0..<2_000 { deliveries += plan.take(model.next()) }
        return (plan, deliveries + plan.finish())
    }

    /// An attempt is lost exactly when it falls into an outage.
    @Test(arguments: SimulatedProviders.all.map(\.program))
    func theFirstAttemptAfterTheOutageArrives(kind: ProgramKind) throws {
        let (plan, deliveries) = deliveries(kind, seed: 5)
        #expect(plan.records.count > 3)
        let delays = plan.settings.retryDelaysMicroseconds
        var sufferers = 0
        for delivery in deliveries {
            var time = delivery.sendAt.microseconds
            let attempts =
                [time]
                + delays.map { delay in
                    time += delay
                    return time
                }
            // What comes at its very beginning may have come before it.
            let outage = plan.records.first { record in
                record.eventIDs.contains(delivery.notice.eventID)
                    || record.happensAt < delivery.sendAt
                        && delivery.sendAt < record.endsAt ?? .earliest
            }
            guard let outage, let end = outage.endsAt else {
                #expect(delivery.lostAttempts == 0)
                continue
            }
            sufferers += 1
            let lost = attempts.count { $0 < end.microseconds }
            #expect(delivery.lostAttempts == (lost == attempts.count ? .max : lost))
            #expect(outage.eventIDs.contains(delivery.notice.eventID))
            let counts = kind == .uphold && !delivery.neverArrives
            #expect(delivery.notice.attempt == (counts ? lost : 0))
        }
        #expect(sufferers == plan.records.reduce(0) { $0 + $1.eventIDs.count })
        #expect(plan.records.reduce(0) { $0 + $1.lostCount } == plan.neverArrivingCount)
        #expect(deliveries.count { $0.neverArrives } == plan.neverArrivingCount)
        for (one, next) in zip(plan.records, plan.records.dropFirst()) {
            #expect(next.happensAt > one.endsAt ?? .latest)
        }
    }

    /// Over several courses: the service's own rules agree, and both ends of an outage are seen.
    @Test(arguments: SimulatedProviders.all.map(\.program))
    func theRulesAgree(kind: ProgramKind) throws {
        var lost = 0
        var outcomes: [FaultOutcome] = []
        for seed in 1...4 as ClosedRange<UInt64> {
            var run = FaultRun(kind, seed: seed, rates: Self.rates, users: 8, speed: 200)
            try run.run(events: 900)
            #expect(run.differences == [])
            #expect(run.wrongAnswers == [])
            lost += run.plan.neverArrivingCount
            outcomes += run.outcomes
        }
        #expect(lost > 0)
        let masked = outcomes.count { if case .masked = $0 { true } else { false } }
        let harmless = outcomes.count { $0 == .harmless }
        #expect(masked * 10 <= outcomes.count, "\(masked) of \(outcomes.count)")
        // A wallet's retries are counted, so that each is told.
        #expect((harmless > 0) == (kind != .uphold))
        #expect(harmless + masked < outcomes.count)
    }
}
