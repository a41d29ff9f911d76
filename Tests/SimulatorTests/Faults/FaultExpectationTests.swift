import Events
import Simulator
import Testing

/// The expectations against the service's own rules, over generated programs: both follow the
/// written definitions, and share no code.
@Suite struct FaultExpectationTests {
    static let single: [(ProgramKind, FaultKind)] = ProgramKind.allCases.flatMap { kind in
        FaultKind.allCases.filter { $0.applies(to: kind) && !$0.actsOnAPI }.map { (kind, $0) }
    }

    @Test(arguments: single)
    func eachFaultAlone(kind: ProgramKind, fault: FaultKind) throws {
        // Only charges of NymCard state an id of their own that could be repeated.
        let isRare = kind == .nymcard && fault == .conflictingDuplicate
        let rates = FaultRates([fault: isRare ? 1_000_000 : 40_000])
        var run = FaultRun(kind, seed: 2, rates: rates, users: 8)
        try run.run(events: 700)
        #expect(run.differences == [])
        #expect(run.wrongAnswers == [])
        #expect(run.plan.records.allSatisfy { $0.kind == fault })
        #expect(!run.plan.records.isEmpty)
        #expect(run.maskedCount * 10 <= run.plan.records.count)
    }

    static let together: [(ProgramKind, UInt64, Int64)] = ProgramKind.allCases.flatMap { kind in
        [(1, 1), (3, 300)].map { (kind, $0, $1) }
    }

    @Test(arguments: together)
    func allTogether(kind: ProgramKind, seed: UInt64, speed: Int64) throws {
        var run = FaultRun(kind, seed: seed, rates: .all(4_000, for: kind), users: 8, speed: speed)
        try run.run(events: 900)
        #expect(run.differences == [])
        #expect(run.wrongAnswers == [])
        #expect(run.plan.records.count > 10)
        #expect(run.maskedCount * 10 <= run.plan.records.count)
        #expect(run.outcomes.count == run.plan.records.count)
    }
}
