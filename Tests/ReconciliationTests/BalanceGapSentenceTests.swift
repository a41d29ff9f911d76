import Events
import Reconciliation
import Testing

/// What a balance gap says to the person who must close it.
@Suite struct BalanceGapSentenceTests {
    private func finding(
        _ before: (available: Int?, total: Int?), _ after: (available: Int?, total: Int?),
        at seconds: Double = 329
    ) throws -> Finding {
        let account = Given.account(
            [
                Given.report(
                    "a", at: 0, available: before.available, total: before.total, position: 3),
                Given.report(
                    "b", at: seconds, available: after.available, total: after.total, position: 9),
            ],
            [
                Given.movement("m", at: 60, -250, position: 5),
                Given.movement("n", at: 61, 0, position: 6),
                Given.movement("o", at: 999_999, 7, position: 8),
            ])
        let judgement = BalanceGap.judge(
            account, now: Given.time(400), settings: Given.wholeSeconds)
        return try #require(judgement.findings.first)
    }

    @Test func wholeSentence() throws {
        let finding = try finding((10_000, nil), (8_500, nil))
        #expect(
            finding.summary
                == "The available balance of account card_1 went from 100.00 USD to 85.00 USD, but "
                + "the entries between explain -2.50 USD: an unseen debit of 12.50 USD between "
                + "10:00:00 and 10:05:29 UTC on 2026-01-02 would close the gap; ask the provider "
                + "for it.")
        #expect(finding.amount == Given.dollars(-1250))
        #expect(finding.createdAt == Given.time(329))
        #expect(
            finding.evidence == [
                Evidence(position: 3, role: "report before"),
                Evidence(position: 5, role: "entry between"),
                Evidence(position: 9, role: "report after"),
            ])
    }

    @Test func datesOfBothDays() throws {
        let finding = try finding((10_000, nil), (8_500, nil), at: 86_400)
        #expect(
            finding.summary.contains(
                "between 2026-01-02 10:00:00 and 2026-01-03 10:00:00 UTC would close"))
    }

    @Test(
        arguments: [
            (8_500, nil, "an unseen debit of 12.50 USD"),
            (11_000, nil, "an unseen credit of 12.50 USD"),
            (nil, 8_500, "an unseen debit of 12.50 USD"),
            (8_500, 8_500, "an unseen debit of 12.50 USD"),
            (8_500, 9_750, "an unseen hold of 12.50 USD"),
            (11_000, 9_750, "an unseen release of a hold of 12.50 USD"),
            (9_750, 8_500, "an unseen clearing of 12.50 USD that was held before"),
            (9_750, 11_000, "an unseen credit of 12.50 USD that was available before"),
            (
                8_500, 11_000,
                "unseen changes of -12.50 USD to the available balance and of +12.50 USD to the "
                    + "total"
            ),
        ] as [(Int?, Int?, String)])
    func whatToLookFor(available: Int?, total: Int?, phrase: String) throws {
        let before = (available.map { _ in 10_000 }, total.map { _ in 10_000 })
        let finding = try finding(before, (available, total))
        #expect(finding.summary.contains(": \(phrase) between 10:00:00"))
    }

    @Test func evidenceIsBounded() throws {
        let account = Given.account(
            [Given.report("a", at: 0, available: 5), Given.report("b", at: 999, available: 9)],
            (1...100).map { Given.movement("m\($0)", at: Double($0), -1, position: Int64($0)) })
        let judgement = BalanceGap.judge(
            account, now: Given.time(999), settings: Given.wholeSeconds)
        #expect(judgement.findings.first?.evidence.count == 18)
    }
}
