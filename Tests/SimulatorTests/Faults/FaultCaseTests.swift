import Events
import Testing

@testable import Faults
@testable import Programs
@testable import SimulatedProviders

/// Each fault on a short program made by hand: what is delivered, and what must be found of it.
@Suite struct FaultCaseTests {
    static let time = ProgramModelTests.start

    /// A card of AgentCard with 100.00: opened, used twice, and reported after each.
    struct Course {
        var events: [ProgramEvent] = []
        private var available: Int64 = 100_00
        let account = AccountName(id: "card_a", currency: "USD")

        init() {
            tell("card.created", "evt_1", report: true) { $0.cardRole = .opened }
        }

        mutating func authorize(_ id: String, _ cents: Int64, _ transaction: String) {
            available -= cents
            let account = account
            tell("transaction.authorized", id) { claims in
                claims.mustNameTransaction = true
                claims.step = StepClaim(.authorized, transaction, cents, account)
            }
        }

        mutating func clear(_ id: String, _ cents: Int64, _ transaction: String) {
            let account = account
            tell("transaction.cleared", id) { claims in
                claims.mustNameTransaction = true
                claims.step = StepClaim(.cleared, transaction, cents, account)
            }
        }

        mutating func report(_ id: String) { tell("card.updated", id, report: true) { _ in } }

        private mutating func tell(
            _ type: String, _ id: String, report: Bool = false,
            _ complete: (inout EventClaims) -> Void
        ) {
            let at = Timestamp(
                microseconds: FaultCaseTests.time.microseconds + Int64(events.count) * 10_000_000)
            var claims = EventClaims()
            claims.stream = ProgramSubject(.card, account.id)
            claims.cardID = account.id
            claims.isLive = true
            if report { claims.report = EventClaims.Report(account: account, available: available) }
            complete(&claims)
            var truth = EventTruth()
            truth.account = AccountTruth(name: account, digits: 2)
            events.append(
                ProgramEvent(
                    index: Int64(events.count), programTime: at, happensAt: at, createdAt: at,
                    eventID: id, type: type, subject: ProgramSubject(.card, account.id),
                    body: ["id": .string(id), "type": .string(type), "data": .object([])],
                    claims: claims, truth: truth))
        }
    }

    static var course: Course {
        var course = Course()
        course.authorize("evt_2", 10_00, "txn_1")
        course.report("evt_3")
        course.authorize("evt_4", 5_00, "txn_2")
        course.report("evt_5")
        course.clear("evt_6", 10_00, "txn_1")
        course.report("evt_7")
        return course
    }

    /// The only event that suffers, and how; all other events are delivered at once.
    private func findings(
        _ fault: FaultKind, of eventID: String, lookingAfter seconds: Int64 = 3 * 86_400
    ) -> (found: [String], outcomes: [FaultOutcome], answers: [ScheduledDelivery.Answer]) {
        let events = Self.course.events
        var plan = FaultPlan(.agentcard, rates: FaultRates([fault: 1_000_000]), seed: 1)
        var healthy = FaultPlan(.agentcard, rates: FaultRates(), seed: 1)
        var deliveries: [ScheduledDelivery] = []
        for event in events {
            deliveries += event.eventID == eventID ? plan.take(event) : healthy.take(event)
            // What waits for its stream's next event is released by it.
            if fault == .reorder, event.eventID == "evt_7" { deliveries += plan.finish() }
        }
        deliveries += plan.finish()
        var expectations = Expectations(
            .agentcard, sourceName: "cards", isLive: true, rules: FaultRun.rules)
        var now = Self.time
        for delivery in deliveries.sorted(by: { $0.sendAt < $1.sendAt }) {
            now = max(now, delivery.sendAt)
            expectations.observe(delivery, receivedAt: now)
        }
        now = Timestamp(microseconds: now.microseconds + seconds * 1_000_000)
        let findings = expectations.findings(at: now)
        return (
            findings.filter(\.isRequired).map { "\($0.severity) \($0.status) \($0.text)" },
            expectations.outcomes(of: plan.records, given: findings), deliveries.map(\.answer)
        )
    }

    @Test func nothingWithoutAFault() {
        let (found, outcomes, answers) = findings(.duplicate, of: "none")
        #expect(found == [])
        #expect(outcomes == [])
        #expect(answers.count == 7 && answers.allSatisfy { $0 == .stored })
    }

    @Test(arguments: [
        (
            FaultKind.drop, "evt_2",
            [
                "error open balance-gap account card_a evt_3 -1000",
                "error open balance-gap account card_a evt_7 1000",
                "warning open lifecycle-gap transaction txn_1 cleared",
            ]
        ),
        (.drop, "evt_4", ["error open balance-gap account card_a evt_5 -500"]),
        (
            .skipStep, "evt_2",
            [
                "error open balance-gap account card_a evt_3 -1000",
                "error open balance-gap account card_a evt_7 1000",
                "warning open lifecycle-gap transaction txn_1 cleared",
            ]
        ),
        (
            .stripTransactionID, "evt_4",
            [
                "error open balance-gap account card_a evt_5 -500",
                "error open transaction-id-missing event evt_4",
            ]
        ),
        (
            .nullTransactionID, "evt_4",
            [
                "error open balance-gap account card_a evt_5 -500",
                "error open transaction-id-missing event evt_4",
            ]
        ),
        (.conflictingDuplicate, "evt_4", ["error open event-conflict event evt_4"]),
        (
            .delay, "evt_3",
            [
                "info open created-at-out-of-order event evt_3",
                "info open late-event event evt_3",
            ]
        ),
        (
            .delay, "evt_4",
            [
                "error resolved balance-gap account card_a evt_5 -500",
                "info open created-at-out-of-order event evt_4",
                "info open late-event event evt_4",
            ]
        ),
        (.duplicate, "evt_4", []),
        (.replay, "evt_4", []),
        (.forge, "evt_4", []),
        (.undecodable, "evt_4", ["error open undecodable source cards"]),
    ])
    func eachFaultIsFound(fault: FaultKind, eventID: String, expected: [String]) {
        #expect(findings(fault, of: eventID).found == expected)
    }

    @Test func aWrongBalanceIsFoundThereAndAfterIt() throws {
        let found = findings(.wrongBalance, of: "evt_3").found
        try #require(found.count == 2)
        let amounts = found.compactMap { $0.split(separator: " ").last.flatMap { Int64($0) } }
        #expect(found[0].hasPrefix("error open balance-gap account card_a evt_3"))
        #expect(found[1].hasPrefix("error open balance-gap account card_a evt_5"))
        #expect(amounts.count == 2 && amounts[0] == -amounts[1] && amounts[0] != 0)
    }

    @Test func outcomesSayWhatBecameOfTheFault() {
        #expect(findings(.duplicate, of: "evt_4").outcomes == [.harmless])
        #expect(findings(.forge, of: "evt_4").outcomes == [.refused])
        #expect(findings(.replay, of: "evt_4").outcomes == [.refused])
        #expect(findings(.corruptByte, of: "evt_4").outcomes == [.refused])
        let key = ExpectedFinding.Key(
            .balanceGap, ProgramSubject(.account, "card_a"), "evt_5")
        #expect(findings(.drop, of: "evt_4").outcomes == [.found([key])])
        let misreport = findings(.wrongBalance, of: "evt_7").outcomes
        #expect(misreport.count == 1)
    }

    /// A report that nothing contradicts: the definitions have no word for it.
    @Test func aLossAfterTheLastReportIsMasked() throws {
        var course = Self.course
        course.authorize("evt_8", 1_00, "txn_3")
        var plan = FaultPlan(.agentcard, rates: FaultRates([.drop: 1_000_000]), seed: 1)
        var healthy = FaultPlan(.agentcard, rates: FaultRates(), seed: 1)
        var expectations = Expectations(
            .agentcard, sourceName: "cards", isLive: true, rules: FaultRun.rules)
        for event in course.events {
            let due = event.eventID == "evt_8" ? plan.take(event) : healthy.take(event)
            for delivery in due { expectations.observe(delivery, receivedAt: delivery.sendAt) }
        }
        let now = Timestamp(microseconds: Self.time.microseconds + 3 * 86_400_000_000)
        let findings = expectations.findings(at: now)
        #expect(findings == [])
        let outcome = try #require(
            expectations.outcomes(of: plan.records, given: findings).first)
        guard case .masked(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason == "no report of its account came after it, and no step that needs it")
    }

    @Test func aGapIsAnErrorOnlyAfterTheRetryWindow() {
        let early = findings(.drop, of: "evt_4", lookingAfter: 60).found
        #expect(early == ["info open balance-gap account card_a evt_5 -500"])
    }

    @Test func theHoldThatNobodyEndsIsStale() {
        let late = findings(.duplicate, of: "none", lookingAfter: 8 * 86_400).found
        #expect(late == ["warning open authorization-stale transaction txn_2"])
    }
}

extension ExpectedFinding {
    /// Rule, subject, discriminator and amount.
    fileprivate var text: String {
        let text: String =
            switch discriminator {
            case .exactly(let text): text
            case .oneOf(let texts): texts.sorted().joined(separator: "|")
            case .any: ""
            }
        let parts = [
            rule.rawValue, subject.kind.rawValue, subject.id, text, amount.map { "\($0)" } ?? "",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
