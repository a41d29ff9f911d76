import Events
import Reconciliation
import Testing

/// Given one arriving event, what the arrival rules say of it.
@Suite struct ArrivalRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var event = Given.event()
        var interpretation: Interpretation? = Interpretation(stream: Given.card)
        var quarantineReason: String?
        var head: StreamHead?
        var settings = Given.wholeSeconds
        let expected: [FindingKey]

        var testDescription: String { name }
    }

    static let event = Given.key(.createdAtInFuture, .event, "evt_7")
    static func about(_ rule: Rule) -> [FindingKey] { [Given.key(rule, .event, "evt_7")] }

    static let cases: [Case] = [
        Case(name: "nothing wrong", expected: []),
        Case(
            name: "earlier by a tick than the head of its stream",
            head: StreamHead(createdAt: Given.time(1), position: 3),
            expected: about(.createdAtOutOfOrder)),
        Case(
            name: "earlier within a tick is in order",
            head: StreamHead(createdAt: Given.time(0.9), position: 3), expected: []),
        Case(
            name: "equal times are in order",
            head: StreamHead(createdAt: Given.time(0), position: 3), expected: []),
        Case(
            name: "a fine clock orders within a second",
            head: StreamHead(createdAt: Given.time(0.9), position: 3),
            settings: RuleSettings(clockResolutionMicroseconds: 1_000),
            expected: about(.createdAtOutOfOrder)),
        Case(
            name: "no stream, no order", interpretation: Interpretation(),
            head: StreamHead(createdAt: Given.time(1), position: 3), expected: []),
        Case(
            name: "time missing", event: Given.event(createdAt: nil),
            interpretation: Interpretation(stream: Given.card, statedTime: .missing),
            expected: [Given.key(.createdAtMissing, .type, "card.updated")]),
        Case(
            name: "time unreadable", event: Given.event(createdAt: nil),
            interpretation: Interpretation(statedTime: .unreadable("yesterday")),
            expected: [Given.key(.createdAtMissing, .type, "card.updated")]),
        Case(
            name: "a type that states no time by design", event: Given.event(createdAt: nil),
            interpretation: Interpretation(statedTime: .notExpected), expected: []),
        Case(
            name: "exactly the tolerance ahead of receipt",
            event: Given.event(createdAt: Given.time(121)), expected: []),
        Case(
            name: "more than the tolerance ahead of receipt",
            event: Given.event(createdAt: Given.time(121.000_001)),
            expected: about(.createdAtInFuture)),
        Case(
            name: "transaction id missing",
            interpretation: Interpretation(lacksTransactionID: true),
            expected: about(.transactionIDMissing)),
        Case(
            name: "a test event in a live source", interpretation: Interpretation(isLive: false),
            expected: about(.modeMismatch)),
        Case(
            name: "a live event in a test source", interpretation: Interpretation(isLive: true),
            settings: RuleSettings(isLive: false), expected: about(.modeMismatch)),
        Case(name: "no test flag at all", settings: RuleSettings(isLive: false), expected: []),
        Case(
            name: "unknown type", interpretation: Interpretation(isKnownType: false),
            expected: [Given.key(.unknownType, .type, "card.updated")]),
        Case(
            name: "a conflict is judged as nothing else",
            event: Given.event(repeats: 2, createdAt: Given.time(999)),
            interpretation: Interpretation(
                stream: Given.card, isLive: false, lacksTransactionID: true),
            expected: about(.eventConflict)),
        Case(
            name: "an unreadable body is judged as nothing else",
            event: Given.event(
                type: nil, decodeError: "not valid JSON at byte 12: the text ends too early"),
            interpretation: nil,
            expected: [
                Given.key(
                    .undecodable, .source, "agentcard-live",
                    "not valid JSON at byte #: the text ends too early")
            ]),
        Case(
            name: "a refused fold is judged as nothing else",
            interpretation: Interpretation(isLive: false, lacksTransactionID: true),
            quarantineReason: "transaction txn_9 has more than 1000 steps",
            expected: [
                Given.key(
                    .undecodable, .source, "agentcard-live",
                    "transaction txn_9 has more than # steps")
            ]),
        Case(
            name: "reads are not arrivals",
            event: Given.event(kind: .fetch, createdAt: Given.time(999)),
            interpretation: Interpretation(
                stream: Given.card, isLive: false, lacksTransactionID: true),
            head: StreamHead(createdAt: Given.time(1_000), position: 3), expected: []),
        Case(
            name: "a read that is not understood is told all the same",
            event: Given.event(kind: .fetch, decodeError: "broken"),
            expected: [
                Given.key(.undecodable, .source, "agentcard-live", "fetch: broken")
            ]),
        Case(
            name: "a decision of an unknown word", event: Given.event(kind: .decision),
            interpretation: Interpretation(isKnownType: false),
            expected: [Given.key(.unknownType, .type, "card.updated")]),
        Case(
            name: "a decision under a key that stands for another",
            event: Given.event(kind: .decision, repeats: 2), expected: []),
        Case(
            name: "several rules at once",
            event: Given.event(createdAt: Given.time(-5)),
            interpretation: Interpretation(
                stream: Given.card, isLive: false, lacksTransactionID: true),
            head: StreamHead(createdAt: Given.time(0), position: 3),
            expected: about(.createdAtOutOfOrder) + about(.transactionIDMissing)
                + about(.modeMismatch)),
    ]

    @Test(arguments: cases) func findings(_ given: Case) {
        let arrival = Arrival(
            event: given.event, interpretation: given.interpretation,
            quarantineReason: given.quarantineReason, streamHead: given.head)
        let found = ArrivalRules.judge(arrival, settings: given.settings)
        #expect(found.map(\.key) == given.expected)
        #expect(found.allSatisfy { $0.count == 1 && $0.evidence.last?.position == 7 })
    }

    @Test func outOfOrderNamesBothEventsAndTheLag() throws {
        let arrival = Arrival(
            event: Given.event(createdAt: Given.time(-125)),
            interpretation: Interpretation(stream: Given.card),
            streamHead: StreamHead(createdAt: Given.time(0), position: 3))
        let finding = try #require(
            ArrivalRules.judge(arrival, settings: Given.wholeSeconds).first)
        #expect(
            finding.evidence == [
                Evidence(position: 3, role: "earlier event"),
                Evidence(position: 7, role: "this event"),
            ])
        #expect(
            finding.summary
                == "card.updated event evt_7 of card card_1 was created at 2026-01-02 09:57:55 "
                + "UTC, 2 min 5 s before an event that was received earlier (position 3): the "
                + "provider delivered it late; nothing to do unless other findings stay open.")
        #expect(finding.severity == .info)
        #expect(finding.createdAt == Given.time(-125))
    }

    @Test(
        arguments: [
            (Given.event(createdAt: Given.time(10), receivedAt: Given.time(10)), 10),
            (Given.event(createdAt: Given.time(3)), 5),
            (Given.event(createdAt: nil), 5),
            (Given.event(createdAt: Given.time(500)), 5),
            (Given.event(repeats: 2, createdAt: Given.time(10)), 5),
            (Given.event(decodeError: "broken", createdAt: Given.time(10)), 5),
            (Given.event(kind: .fetch, createdAt: Given.time(10)), 5),
        ])
    func headRises(_ event: LoggedEvent, to seconds: Double) {
        let head = StreamHead(createdAt: Given.time(5), position: 3)
        let arrival = Arrival(event: event, interpretation: Interpretation(stream: Given.card))
        let next = ArrivalRules.advance(head, by: arrival, settings: Given.wholeSeconds)
        let position: Int64 = seconds == 5 ? 3 : 7
        #expect(next == StreamHead(createdAt: Given.time(seconds), position: position))
    }

    @Test func firstEventOfAStreamBecomesItsHead() {
        let arrival = Arrival(
            event: Given.event(), interpretation: Interpretation(stream: Given.card))
        let head = ArrivalRules.advance(nil, by: arrival, settings: Given.wholeSeconds)
        #expect(head == StreamHead(createdAt: Given.time(0), position: 7))
        let nowhere = Arrival(event: Given.event(), interpretation: Interpretation())
        #expect(ArrivalRules.advance(nil, by: nowhere, settings: Given.wholeSeconds) == nil)
    }

    @Test(
        arguments: [
            (false, true, true), (true, false, true), (true, true, false), (nil, true, false),
        ] as [(Bool?, Bool, Bool)])
    func mismatchedModes(flag: Bool?, source: Bool, isMismatch: Bool) {
        #expect(
            ModeMismatch.isMismatch(
                Interpretation(isLive: flag), settings: RuleSettings(isLive: source)) == isMismatch)
    }
}
