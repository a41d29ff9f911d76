import Events
import Reconciliation
import Testing

/// Given an event's stated time and its receipt: whether it is late.
@Suite struct LateEventTests {
    static func found(
        createdAt: Double?, receivedAt: Double, seconds: Int64 = 60, kind: EventKind = .webhook
    ) -> [Finding] {
        var settings = RuleSettings()
        settings.thresholds[.lateEvent] = seconds
        let event = Given.event(
            kind: kind, createdAt: createdAt.map(Given.time), receivedAt: Given.time(receivedAt))
        let arrival = Arrival(event: event, interpretation: Interpretation())
        return ArrivalRules.judge(arrival, settings: settings)
            .filter { $0.key.rule == .lateEvent }
    }

    @Test func holdsBeyondTheThreshold() throws {
        let finding = try #require(Self.found(createdAt: 0, receivedAt: 60.000_001).first)
        #expect(finding.key == Given.key(.lateEvent, .event, "evt_7"))
        #expect(finding.severity == .info && finding.createdAt == Given.time(0))
        #expect(
            finding.summary
                == "card.updated event evt_7 was created at 2026-01-02 10:00:00 UTC and received "
                + "1 min later: the provider sent it late, or again after we had not taken it; "
                + "nothing to do unless other findings stay open.")
    }

    @Test func nearMissesAreInTime() {
        #expect(Self.found(createdAt: 0, receivedAt: 60).isEmpty)
        #expect(Self.found(createdAt: nil, receivedAt: 9_999).isEmpty)
        #expect(Self.found(createdAt: 500, receivedAt: 0).isEmpty)
        #expect(Self.found(createdAt: 0, receivedAt: 9_999, kind: .fetch).isEmpty)
    }

    /// A provider that tries for 96 minutes is late after them, the others after two hours.
    @Test func waitsForTheProvidersRetries() {
        #expect(Thresholds()[.lateEvent] == 7_200)
        #expect(Thresholds(deliveryRetrySeconds: 5_760)[.lateEvent] == 5_760)
    }
}
