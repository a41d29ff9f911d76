import Events
import Ledger
import Testing

@testable import Reconciliation

/// Given a finding's life so far, what a judgement makes of it.
@Suite struct FindingBookTests {
    let scope = FindingScope(
        rule: .balanceGap, subject: Subject(kind: .account, id: "card_1"))

    func finding(
        _ discriminator: String = "b", _ severity: Severity = .info, cents: Int = -5,
        evidence: Int64 = 9, summary: String = "a gap"
    ) -> Finding {
        Finding(
            key: Given.key(.balanceGap, .account, "card_1", discriminator), severity: severity,
            summary: summary, amount: Given.dollars(cents),
            evidence: [Evidence(position: evidence, role: "report after")])
    }

    func judged(_ findings: Finding..., extent: Judgement.Extent = .everything) -> Judgement {
        Judgement(scope: scope, extent: extent, findings: findings)
    }

    func book(
        _ status: FindingStatus, byOperator: Bool = false, _ finding: Finding? = nil
    ) -> FindingBook {
        var book = FindingBook()
        book.load(
            scope.subject,
            [
                FindingRecord(
                    finding: finding ?? self.finding(), status: status, detectedAt: Given.time(1),
                    resolvedAt: status == .resolved ? Given.time(2) : nil,
                    isResolvedByOperator: byOperator)
            ])
        return book
    }

    @Test func opensWhatHolds() {
        var book = FindingBook()
        book.load(scope.subject, [])
        let transitions = book.apply(judged(finding()), at: Given.time(5), position: 9)
        #expect(
            transitions == [
                FindingTransition(
                    key: finding().key, at: Given.time(5), from: nil, to: .open, reason: "found",
                    position: 9)
            ])
        let expected = FindingRecord(
            finding: finding(), status: .open, detectedAt: Given.time(5))
        let changes = book.takeChanges()
        #expect(changes.records == [expected] && changes.transitions == transitions)
        #expect(book.takeChanges().isEmpty)
    }

    @Test func aSecondJudgementFindsNothingNew() {
        var book = book(.open)
        #expect(book.apply(judged(finding()), at: Given.time(5), position: 9).isEmpty)
        #expect(book.takeChanges().isEmpty)
    }

    @Test(arguments: [9, nil] as [Int64?]) func resolvesWhatHoldsNoLonger(position: Int64?) throws {
        var book = book(.open)
        let transition = try #require(
            book.apply(judged(), at: Given.time(5), position: position).first)
        #expect(transition.from == .open && transition.to == .resolved)
        #expect(transition.position == position && transition.actor == "reconciler")
        #expect(
            transition.reason
                == (position == nil
                    ? "the condition is gone" : "the condition is gone: cured by position 9"))
        let record = book.takeChanges().records.first
        #expect(record?.resolvedAt == Given.time(5) && record?.isResolvedByOperator == false)
    }

    @Test func leavesAloneWhatWasNotJudged() {
        var book = book(.open)
        #expect(
            book.apply(judged(extent: .only(["a", "c"])), at: Given.time(5), position: 9).isEmpty)
        let resolved = book.apply(judged(extent: .only(["b"])), at: Given.time(5), position: 9)
        #expect(resolved.map(\.to) == [.resolved])
    }

    @Test func tellsWhenSeverityOrAmountChange() {
        var book = book(.open)
        let transitions = book.apply(
            judged(finding("b", .error, cents: -7)), at: Given.time(5), position: nil)
        #expect(transitions.map(\.from) == [.open] && transitions.map(\.to) == [.open])
        #expect(
            transitions.map(\.reason) == [
                "severity changed from info to error; "
                    + "amount changed from -0.05 USD to -0.07 USD"
            ])
    }

    @Test func updatesSummaryAndEvidenceSilently() {
        var book = book(.open)
        let new = finding(evidence: 12, summary: "another sentence")
        #expect(book.apply(judged(new), at: Given.time(5), position: 9).isEmpty)
        #expect(book.takeChanges().records.map(\.finding) == [new])
    }

    struct Life: Sendable {
        let status: FindingStatus
        var byOperator = false
        var cents = -5
        var evidence: Int64 = 9
        var holds = true
        let becomes: FindingStatus
    }

    @Test(
        arguments: [
            Life(status: .resolved, becomes: .open),
            Life(status: .resolved, holds: false, becomes: .resolved),
            Life(status: .resolved, byOperator: true, becomes: .resolved),
            Life(status: .resolved, byOperator: true, holds: false, becomes: .resolved),
            Life(status: .resolved, byOperator: true, cents: -6, becomes: .open),
            Life(status: .resolved, byOperator: true, evidence: 10, becomes: .open),
            Life(status: .dismissed, cents: -6, evidence: 10, becomes: .dismissed),
            Life(status: .dismissed, holds: false, becomes: .dismissed),
            Life(status: .acknowledged, cents: -6, becomes: .acknowledged),
            Life(status: .acknowledged, holds: false, becomes: .resolved),
            Life(status: .open, becomes: .open),
        ])
    func keepsWhatPeopleDecided(_ life: Life) {
        var book = book(life.status, byOperator: life.byOperator)
        let judgement =
            life.holds ? judged(finding(cents: life.cents, evidence: life.evidence)) : judged()
        book.apply(judgement, at: Given.time(5), position: 9)
        #expect(book.record(finding().key)?.status == life.becomes)
        #expect(book.record(finding().key)?.detectedAt == Given.time(1))
    }

    @Test func aReopenedFindingIsNoLongerResolved() {
        var book = book(.resolved)
        let transitions = book.apply(judged(finding()), at: Given.time(5), position: 9)
        #expect(transitions.map(\.reason) == ["the condition holds again"])
        #expect(book.record(finding().key)?.resolvedAt == nil)
    }

    // MARK: Counting

    func counted(_ position: Int64) -> Finding {
        Finding(
            key: Given.key(.unknownType, .type, "card.sang"), severity: .info, summary: "unknown",
            evidence: [Evidence(position: position, role: "this event")])
    }

    @Test func countsEventsAndKeepsTheFirstFiveAndTheLatest() {
        var book = FindingBook()
        for position in 1...9 as ClosedRange<Int64> {
            book.note(counted(position), at: Given.time(Double(position)), position: position)
        }
        let changes = book.takeChanges()
        #expect(changes.records.map(\.finding.count) == [9])
        #expect(changes.records.first?.finding.evidence.map(\.position) == [1, 2, 3, 4, 5, 9])
        #expect(changes.records.first?.detectedAt == Given.time(1))
        #expect(changes.transitions.map(\.to) == [.open])
    }

    @Test func countsAnEventOnce() {
        var book = FindingBook()
        for position in [1, 2, 2, 1] as [Int64] {
            book.note(counted(position), at: Given.time(0), position: position)
        }
        #expect(book.record(counted(1).key)?.finding.count == 2)
    }

    @Test func anotherEventOpensWhatAPersonResolved() {
        var book = FindingBook()
        book.load(
            counted(1).key.subject,
            [
                FindingRecord(
                    finding: counted(1), status: .resolved, detectedAt: Given.time(0),
                    resolvedAt: Given.time(1), isResolvedByOperator: true)
            ])
        book.note(counted(1), at: Given.time(2), position: 1)
        #expect(book.record(counted(1).key)?.status == .resolved)
        book.note(counted(2), at: Given.time(3), position: 2)
        #expect(book.record(counted(1).key)?.status == .open)
    }

    // MARK: Loading and evicting

    @Test func forgetsWhatWasUnusedForLongestButNothingThatIsKept() {
        var book = FindingBook()
        let subjects = (0..<4).map { Subject(kind: .card, id: "\($0)") }
        for (time, subject) in subjects.enumerated() {
            book.clock = Int64(time)
            book.load(subject, [])
        }
        let finding = Finding(
            key: Given.key(.lifecycleGap, .card, "0", "closed"), severity: .warning, summary: "",
            evidence: [])
        book.clock = 9
        #expect(book.uses(besides: [subjects[2]]).map(\.at).sorted() == [0, 1, 3])
        book.apply(
            Judgement(
                scope: FindingScope(rule: .lifecycleGap, subject: subjects[0]),
                findings: [finding]), at: Given.time(0), position: 1)
        // Used again, the first is the last to go; what was used just now stays.
        #expect(book.uses(besides: []).map(\.at).sorted() == [1, 2, 3])
        #expect(book.forget(usedUpTo: 2, besides: [subjects[2]]) == [subjects[1]])
        #expect(subjects.map(book.isLoaded) == [true, false, true, true])
        #expect(Set(book.forget(usedUpTo: .max, besides: [])) == [subjects[2], subjects[3]])
        #expect(book.record(finding.key) != nil)
        book.clock = 10
        #expect(book.forget(usedUpTo: .max, besides: []) == [subjects[0]])
        #expect(book.weight == 0)
    }
}
