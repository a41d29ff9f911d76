import Events
import Reconciliation
import Testing

/// Given the retry counter of an event's first receipt: whether earlier attempts are missing.
@Suite struct RetriesBeforeFirstReceiptTests {
    static func found(_ attempt: Int32?, repeats: Int64? = nil, kind: EventKind = .webhook)
        -> [Finding]
    {
        var event = Given.event(kind: kind, repeats: repeats)
        event.attempt = attempt
        let arrival = Arrival(event: event, interpretation: Interpretation())
        return ArrivalRules.judge(arrival, settings: RuleSettings())
            .filter { $0.key.rule == .retriesBeforeFirstReceipt }
    }

    @Test func holdsAboveZero() throws {
        let finding = try #require(Self.found(3).first)
        #expect(finding.key == Given.key(.retriesBeforeFirstReceipt, .event, "evt_7"))
        #expect(finding.severity == .info)
        #expect(
            finding.summary
                == "card.updated event evt_7 was first received at 2026-01-02 10:00:01 UTC after "
                + "3 earlier attempts that never arrived here: look for an outage of the intake, "
                + "its proxy or its network before then.")
        #expect(try #require(Self.found(1).first).summary.contains("after an earlier attempt that"))
    }

    @Test func nearMissesAreNone() {
        #expect(Self.found(0).isEmpty && Self.found(nil).isEmpty)
        // Of other content under a known id only the conflict is told.
        #expect(Self.found(3, repeats: 2).isEmpty)
        #expect(Self.found(3, kind: .decision).isEmpty)
    }
}
