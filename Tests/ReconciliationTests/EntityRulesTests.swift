import Events
import Ledger
import Reconciliation
import Testing

/// Given a transaction, the time and the settings: whether it is unresolved.
@Suite struct TransactionUnresolvedTests {
    let referenced = Transaction(
        id: "txn_1",
        references: [
            Given.reference(position: 9, receivedAt: 30),
            Given.reference(position: 4, receivedAt: 10),
        ])

    @Test func waitsForTheDeadline() throws {
        let judgement = try #require(
            TransactionUnresolved.judge(
                referenced, now: Given.time(909.999_999), settings: RuleSettings()))
        #expect(judgement.findings.isEmpty)
        #expect(judgement.reviews == ["": Given.time(910)])
    }

    @Test func holdsFromTheDeadlineOn() throws {
        let judgement = try #require(
            TransactionUnresolved.judge(referenced, now: Given.time(910), settings: RuleSettings()))
        let finding = try #require(judgement.findings.first)
        #expect(finding.key == Given.key(.transactionUnresolved, .transaction, "txn_1"))
        #expect(finding.severity == .warning)
        #expect(finding.evidence.map(\.position) == [4, 9])
        #expect(
            finding.summary
                == "Transaction txn_1 was referred to by card card_1 at 2026-01-02 10:00:09 UTC, "
                + "and nothing else of it came for 15 min: ask the provider for its amount and "
                + "status.")
        #expect(judgement.reviews.isEmpty)
    }

    @Test func isAnInfoWhereNothingCouldResolveIt() throws {
        let settings = RuleSettings(resolvesTransactions: false)
        let judgement = try #require(
            TransactionUnresolved.judge(referenced, now: Given.time(910), settings: settings))
        #expect(judgement.findings.map(\.severity) == [.info])
    }

    @Test func anyStepCuresIt() throws {
        let known = Transaction(
            id: "txn_1", steps: [Given.step(.statusChanged)], references: referenced.references)
        let judgement = try #require(
            TransactionUnresolved.judge(known, now: Given.time(9_999), settings: RuleSettings()))
        #expect(judgement.findings.isEmpty && judgement.reviews.isEmpty)
    }
}

/// Given the steps of a transaction: which of them lack a predecessor.
@Suite struct LifecycleGapTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let steps: [TransactionStep.Kind]
        let gaps: [String]

        var testDescription: String { steps.map(\.rawValue).joined(separator: ", ") }
    }

    static let cases: [Case] = [
        Case(steps: [], gaps: []),
        Case(steps: [.authorized], gaps: []),
        Case(steps: [.cleared], gaps: ["cleared"]),
        Case(steps: [.reversed], gaps: ["reversed"]),
        Case(steps: [.expired], gaps: ["expired"]),
        Case(steps: [.cleared, .reversed], gaps: ["cleared", "reversed"]),
        Case(steps: [.authorized, .cleared], gaps: []),
        Case(steps: [.cleared, .authorized], gaps: []),
        Case(steps: [.authorized, .reversed], gaps: []),
        Case(steps: [.authorized, .expired], gaps: []),
        Case(steps: [.declined], gaps: []),
        Case(steps: [.credited], gaps: []),
        Case(steps: [.credited, .reversed], gaps: []),
        Case(steps: [.debited], gaps: []),
        Case(steps: [.charged], gaps: []),
        Case(steps: [.refunded], gaps: []),
        Case(steps: [.transferred], gaps: []),
        Case(steps: [.converted], gaps: []),
        Case(steps: [.statusChanged], gaps: []),
        Case(steps: [.incremented, .cleared], gaps: ["cleared"]),
    ]

    @Test(arguments: cases) func transactions(_ given: Case) {
        let steps = given.steps.enumerated().map {
            Given.step($0.element, cents: 1250, position: Int64($0.offset) + 1)
        }
        let judgement = LifecycleGap.judge(Transaction(id: "txn_1", steps: steps))
        #expect(judgement.findings.map(\.key.discriminator) == given.gaps)
        #expect(judgement.findings.allSatisfy { $0.severity == .warning })
        #expect(judgement.extent == .everything)
    }

    @Test func aClearingTakesMoney() throws {
        let transaction = Transaction(
            id: "txn_1", steps: [Given.step(.cleared, cents: 1250, position: 5, at: 60)])
        let finding = try #require(LifecycleGap.judge(transaction).findings.first)
        #expect(finding.amount == Given.dollars(-1250))
        #expect(finding.evidence == [Evidence(position: 5, role: "cleared")])
        #expect(
            finding.summary
                == "Transaction txn_1: a clearing of 12.50 USD at 2026-01-02 10:01:00 UTC has no "
                + "authorization: it was never sent, or none was asked for (a force post); compare "
                + "with the provider's record.")
    }

    @Test func aReversalGivesMoneyBackAndAnExpiryStatesNone() {
        let steps = [
            Given.step(.reversed, cents: 300, position: 1), Given.step(.expired, position: 2),
        ]
        let judgement = LifecycleGap.judge(Transaction(id: "txn_1", steps: steps))
        #expect(judgement.findings.map(\.amount) == [Given.dollars(300), nil])
    }

    @Test(
        arguments: [
            (true, true, true, true, []), (true, false, true, false, ["activity"]),
            (true, false, false, true, ["closed"]),
            (true, false, true, true, ["activity", "closed"]),
            (false, false, true, true, []), (true, false, false, false, []),
        ] as [(Bool, Bool, Bool, Bool, [String])])
    func cards(announced: Bool, opened: Bool, active: Bool, closed: Bool, gaps: [String]) {
        let point = EventPoint(
            key: FactKey(eventID: "evt_1", ordinal: 0), createdAt: Given.time(0),
            receivedAt: Given.time(1), position: 1)
        var card = Card(id: "card_1")
        card.opened = opened ? point : nil
        card.firstActivity = active ? point : nil
        card.closed = closed ? point : nil
        let judgement = LifecycleGap.judge(
            card, settings: RuleSettings(announcesCards: announced))
        #expect(judgement.findings.map(\.key.discriminator) == gaps)
    }
}
