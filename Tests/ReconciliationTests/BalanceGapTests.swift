import Events
import Ledger
import Money
import Reconciliation
import Testing

/// Given an account's reports and movements: which reports the movements do not explain.
///
/// The clock has whole seconds: seconds are ticks.
@Suite struct BalanceGapTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let reports: [ReportRecord]
        var movements: [Movement] = []
        /// The later report and the amount in cents.
        let gaps: [String: Int]

        var testDescription: String { name }
    }

    static let simple: [Case] = [
        Case(
            name: "no report", reports: [], movements: [Given.movement("m", at: 1, -5)], gaps: [:]),
        Case(
            name: "one report explains itself by the opening",
            reports: [Given.report("a", at: 10, available: 100)],
            movements: [Given.movement("m", at: 5, -5)], gaps: [:]),
        Case(
            name: "a movement between explains the change",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
            ],
            movements: [Given.movement("m", at: 15, -5)], gaps: [:]),
        Case(
            name: "nothing explains the change",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
            ], gaps: ["b": -5]),
        Case(
            name: "booked, but not reported",
            reports: [
                Given.report("a", at: 10, available: 100),
                Given.report("b", at: 20, available: 100),
            ],
            movements: [Given.movement("m", at: 15, -5)], gaps: ["b": 5]),
        Case(
            name: "a gap does not repeat itself at later reports",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
                Given.report("c", at: 30, available: 95), Given.report("d", at: 40, available: 90),
            ],
            movements: [Given.movement("m", at: 35, -5)], gaps: ["b": -5]),
    ]

    static let ticks: [Case] = [
        Case(
            name: "an entry of the later report's tick may lie before it",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
            ],
            movements: [Given.movement("m", at: 20.9, -5)], gaps: [:]),
        Case(
            name: "an entry of the later report's tick may lie after it",
            reports: [
                Given.report("a", at: 10, available: 100),
                Given.report("b", at: 20, available: 100),
            ],
            movements: [Given.movement("m", at: 20, -5)], gaps: [:]),
        Case(
            name: "an entry of the earlier report's tick may lie on either side",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
            ],
            movements: [
                Given.movement("m", at: 10, -5), Given.movement("n", at: 10, -7),
            ], gaps: [:]),
        Case(
            name: "but it is counted once",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
                Given.report("c", at: 30, available: 90),
            ],
            movements: [Given.movement("m", at: 20, -5)], gaps: ["b": -5]),
        Case(
            name: "an entry of the report's own event lies before it",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
            ],
            movements: [Given.movement("a", at: 10, -5)], gaps: ["b": -5]),
        Case(
            name: "the own event's entry of a later tick lies after it",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
            ],
            movements: [Given.movement("a", at: 11, -5)], gaps: [:]),
        Case(
            name: "reports of one tick are alternatives",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
                Given.report("c", at: 20, available: 90), Given.report("d", at: 30, available: 85),
            ],
            movements: [
                Given.movement("m", at: 20, -5), Given.movement("n", at: 20, -5),
                Given.movement("o", at: 25, -5),
            ], gaps: [:]),
        Case(
            name: "one alternative that agrees is enough",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 7),
                Given.report("c", at: 20, available: 100),
                Given.report("d", at: 30, available: 100),
            ], gaps: [:]),
        Case(
            name: "where none agrees the last of the tick names the gap, the least says how much",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 97),
                Given.report("c", at: 20, available: 90),
            ], gaps: ["c": -3]),
    ]

    static let floating: [Case] = [
        Case(
            name: "an entry without a time lies anywhere up to its receipt",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
                Given.report("c", at: 30, available: 95), Given.report("d", at: 50, available: 95),
            ],
            movements: [Given.movement("m", at: 40, -5, floats: true)], gaps: [:]),
        Case(
            name: "and not after it",
            reports: [
                Given.report("a", at: 10, available: 100),
                Given.report("b", at: 20, available: 100),
                Given.report("c", at: 30, available: 95),
            ],
            movements: [Given.movement("m", at: 15, -5, floats: true)], gaps: ["c": -5]),
        Case(
            name: "it explains one change, the latest that it can",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
                Given.report("c", at: 30, available: 90), Given.report("d", at: 50, available: 90),
            ],
            movements: [Given.movement("m", at: 40, -5, floats: true)], gaps: ["b": -5]),
        Case(
            name: "it may lie before the first report",
            reports: [
                Given.report("a", at: 10, available: 100),
                Given.report("b", at: 20, available: 100),
            ],
            movements: [Given.movement("m", at: 15, -5, floats: true)], gaps: [:]),
        Case(
            name: "that of a report's own event lies before it",
            reports: [
                Given.report("a", at: 10, available: 100),
                Given.report("b", at: 20, available: 100),
                Given.report("c", at: 30, available: 95),
            ],
            movements: [Given.movement("b", at: 35, -5, floats: true)], gaps: ["c": -5]),
        Case(
            name: "nor may it explain a later change instead",
            reports: [
                Given.report("a", at: 10, available: 100),
                Given.report("b", at: 20, available: 100),
                Given.report("c", at: 30, available: 100), Given.report("d", at: 40, available: 95),
            ],
            movements: [Given.movement("b", at: 45, -5, floats: true)], gaps: ["d": -5]),
        Case(
            name: "one that came after the last report closes an old gap",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
                Given.report("c", at: 30, available: 95),
            ],
            movements: [Given.movement("m", at: 40, -5, floats: true)], gaps: [:]),
        Case(
            name: "but not one of another amount",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
                Given.report("c", at: 30, available: 95),
            ],
            movements: [Given.movement("m", at: 40, -4, floats: true)], gaps: ["b": -1]),
        Case(
            name: "however many came after the last report, what agrees agrees",
            reports: (0..<50).map { Given.report("r\($0)", at: Double($0), available: 100) },
            movements: (0..<60).map { Given.movement("m\($0)", at: 60, 1 << $0, floats: true) },
            gaps: [:]),
        Case(
            name: "a hundred of them stay decidable when each finds its place",
            reports: (0...100).map {
                Given.report("r\($0)", at: Double($0) * 10, available: 10_000 - $0 * ($0 + 1) / 2)
            },
            movements: (1...100).map {
                Given.movement("m\($0)", at: Double($0) * 10 - 5, -$0, floats: true)
            }, gaps: [:]),
        Case(
            name: "like ones without a place count as one question",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 90),
                Given.report("c", at: 30, available: 81),
            ],
            movements: (0..<20).map { Given.movement("m\($0)", at: 40, -1, floats: true) },
            gaps: [:]),
        Case(
            name: "it lies among the last thirty-two boundaries before its receipt",
            reports: [Given.report("a", at: 0, available: 100)]
                + (1...31).map { Given.report("r\($0)", at: Double($0), available: 88) },
            movements: [Given.movement("m", at: 40, -2, floats: true)], gaps: ["r1": -10]),
        Case(
            name: "and not further back",
            reports: [Given.report("a", at: 0, available: 100)]
                + (1...32).map { Given.report("r\($0)", at: Double($0), available: 88) },
            movements: [Given.movement("m", at: 40, -2, floats: true)], gaps: ["r1": -12]),
    ]

    static let measures: [Case] = [
        Case(
            name: "available moves by holds, the total by what is posted",
            reports: [
                Given.report("a", at: 10, available: 100, total: 100),
                Given.report("b", at: 20, available: 90, total: 100),
                Given.report("c", at: 30, available: 88, total: 88),
            ],
            movements: [
                Given.movement("hold", at: 15, -10, posted: 0),
                Given.movement("clearing", at: 25, -2, posted: -12),
            ], gaps: [:]),
        Case(
            name: "the total alone disagrees",
            reports: [
                Given.report("a", at: 10, available: 100, total: 100),
                Given.report("b", at: 20, available: 100, total: 88),
            ], gaps: ["b": -12]),
        Case(
            name: "reports without a common measure are not compared",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, total: 7),
            ], gaps: [:]),
        Case(
            name: "a measure is compared across reports that lack it",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, total: 100),
                Given.report("c", at: 30, available: 95), Given.report("d", at: 40, total: 95),
            ], gaps: ["c": -5, "d": -5]),
        Case(
            name: "a report without any measure is passed over",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20),
                Given.report("c", at: 30, available: 95),
            ], gaps: ["c": -5]),
        Case(
            name: "across sixty-four reports, but no further",
            reports: [Given.report("a", at: 0, available: 100), Given.report("z", at: 1, total: 9)]
                + (2...64).map { Given.report("r\($0)", at: Double($0), available: 100) }
                + [Given.report("x", at: 65, available: 100, total: 5)], gaps: ["x": -4]),
        Case(
            name: "not across sixty-five",
            reports: [Given.report("a", at: 0, available: 100), Given.report("z", at: 1, total: 9)]
                + (2...65).map { Given.report("r\($0)", at: Double($0), available: 100) }
                + [Given.report("x", at: 66, available: 100, total: 5)], gaps: [:]),
    ]

    static let amounts: [Case] = [
        Case(
            name: "what the reports before decide is not taken from the gap after them",
            reports: [
                Given.report("a", at: 10, available: 10_000),
                Given.report("b", at: 20, available: 9_022),
                Given.report("c", at: 30, available: 7_987),
            ],
            movements: [Given.movement("m", at: 20, -978)], gaps: ["c": -1_035]),
        Case(
            name: "a wrong report between two gaps leaves the least altogether",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 90),
                Given.report("c", at: 30, available: 97),
            ],
            movements: [Given.movement("m", at: 20, -3)], gaps: ["b": -7, "c": 7]),
        Case(
            name: "three gaps share one placement of a movement",
            reports: [
                Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 60),
                Given.report("c", at: 30, available: 97), Given.report("d", at: 40, available: 50),
                Given.report("e", at: 50, available: 50),
            ],
            movements: [Given.movement("m", at: 20, -3)], gaps: ["b": -37, "c": 37, "d": -47]),
    ]

    @Test(arguments: simple + ticks + floating + measures + amounts) func gaps(_ given: Case) {
        let account = Given.account(given.reports, given.movements)
        let judgement = BalanceGap.judge(
            account, now: Given.time(100), settings: Given.wholeSeconds)
        let found = judgement.findings.map { ($0.key.discriminator, $0.amount) }
        #expect(
            Dictionary(uniqueKeysWithValues: found) == given.gaps.mapValues(Given.dollars))
        #expect(judgement.findings.allSatisfy { $0.key.subject.id == "card_1" })
    }

    /// Like ones count as one question: twelve different ones have 4,096 answers.
    @Test(arguments: [(20, 4), (21, 4), (12, 12)])
    func boundOnMovementsWithoutAnOrder(_ count: Int, _ different: Int) {
        let reports = [
            Given.report("a", at: 10, available: 0), Given.report("b", at: 20, available: 1),
        ]
        let movements = (1...count).map { Given.movement("m\($0)", at: 20, $0 % different + 1) }
        let judgement = BalanceGap.judge(
            Given.account(reports, movements), now: Given.time(30), settings: Given.wholeSeconds)
        #expect(judgement.findings.map(\.key.discriminator) == (count > 20 ? ["b"] : []))
        #expect(judgement.findings.allSatisfy { $0.severity == .info && $0.amount == nil })
        #expect(
            judgement.findings.allSatisfy {
                $0.summary.hasPrefix(
                    "The balance of account card_1 at 2026-01-02 10:00:20 UTC cannot be judged: 21 "
                        + "entries could lie before or after it")
            })
    }

    @Test func boundOnWaysToPlaceMovements() {
        let reports = [
            Given.report("a", at: 10, available: 0), Given.report("b", at: 20, available: 1),
        ]
        let movements = (1...13).map { Given.movement("m\($0)", at: 20, $0) }
        let judgement = BalanceGap.judge(
            Given.account(reports, movements), now: Given.time(30), settings: Given.wholeSeconds)
        #expect(judgement.findings.map(\.key.discriminator) == ["b"])
        #expect(judgement.findings.allSatisfy { $0.severity == .info && $0.amount == nil })
    }

    @Test func anUndecidableReportDoesNotHideOtherGaps() {
        let reports = [
            Given.report("a", at: 10, available: 100), Given.report("b", at: 20, available: 95),
            Given.report("c", at: 30, available: 95), Given.report("d", at: 40, available: 60),
            Given.report("e", at: 50, available: 50),
        ]
        let movements = (0..<21).map { Given.movement("m\($0)", at: 40, -$0 - 1) }
        let judgement = BalanceGap.judge(
            Given.account(reports, movements), now: Given.time(30), settings: Given.wholeSeconds)
        #expect(judgement.findings.map(\.key.discriminator) == ["b", "d"])
    }

    @Test func becomesAnErrorWhenTheRetryWindowHasPassed() throws {
        let account = Given.account([
            Given.report("a", at: 10, available: 100, receivedAt: 300),
            Given.report("b", at: 20, available: 95, receivedAt: 21),
        ])
        let early = BalanceGap.judge(
            account, now: Given.time(7_499.9), settings: Given.wholeSeconds)
        #expect(early.findings.map(\.severity) == [.info])
        #expect(early.reviews == ["b": Given.time(7_500)])
        let late = BalanceGap.judge(account, now: Given.time(7_500), settings: Given.wholeSeconds)
        #expect(late.findings.map(\.severity) == [.error])
        #expect(late.reviews.isEmpty)
    }

    /// Alternatives stand for one report, whichever of them is told of.
    @Test func theDeadlineCountsFromTheLastAlternativeOfBothTicks() {
        let account = Given.account([
            Given.report("a", at: 10, available: 100, receivedAt: 11),
            Given.report("b", at: 10, available: 900, receivedAt: 400),
            Given.report("c", at: 20, available: 95, receivedAt: 21),
            Given.report("d", at: 20, available: 700, receivedAt: 300),
        ])
        let judgement = BalanceGap.judge(
            account, now: Given.time(7_599), settings: Given.wholeSeconds)
        #expect(judgement.findings.map(\.severity) == [.info])
        #expect(judgement.reviews == ["d": Given.time(7_600)])
    }
}
