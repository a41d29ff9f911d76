import Events
import Reconciliation
import Simulator
import Testing

/// The expectations against the service's own rules, over generated programs: both follow the
/// written definitions, and share no code.
@Suite struct FaultExpectationTests {
    static let single: [(ProgramKind, FaultKind)] = ProgramKind.allCases.flatMap { kind in
        FaultKind.allCases.filter { $0.applies(to: kind) && !$0.isLeftToOthers }.map { (kind, $0) }
    }

    @Test(arguments: single)
    func eachFaultAlone(kind: ProgramKind, fault: FaultKind) throws {
        for seed in [UInt64(1), 2] {
            var run = FaultRun(kind, seed: seed, rates: FaultRates([fault: 25_000]))
            try run.run(events: 1_200)
            #expect(run.differences == [])
            #expect(run.wrongAnswers == [])
            let outcomes = run.outcomes
            #expect(outcomes.count == run.plan.records.count)
            #expect(!outcomes.isEmpty)
            let masked = outcomes.count { if case .masked = $0 { true } else { false } }
            print("FAULT", kind, fault.rawValue, seed, outcomes.count, "masked", masked)
        }
    }

    static let together: [(ProgramKind, UInt64, Int64)] = ProgramKind.allCases.flatMap { kind in
        [(1, 1), (2, 1), (3, 300)].map { (kind, $0, $1) }
    }

    @Test(arguments: together)
    func allTogether(kind: ProgramKind, seed: UInt64, speed: Int64) throws {
        var run = FaultRun(kind, seed: seed, rates: .all(3_000, for: kind), speed: speed)
        try run.run(events: 1_500)
        #expect(run.differences == [])
        #expect(run.wrongAnswers == [])
        let outcomes = run.outcomes
        let masked = outcomes.count { if case .masked = $0 { true } else { false } }
        print("FAULT", kind, "all", seed, speed, outcomes.count, "masked", masked)
    }
}
