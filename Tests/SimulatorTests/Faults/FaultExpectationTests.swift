import Events
import Faults
import Programs
import SimulatedProviders
import Testing

/// The expectations against the service's own rules, over generated programs: both follow the
/// written definitions, and share no code.
@Suite struct FaultExpectationTests {
    static let single: [(ProgramKind, FaultKind)] = SimulatedProviders.all.map(\.program).flatMap {
        kind in
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

    static let together: [(ProgramKind, UInt64, Int64)] = SimulatedProviders.all.map(\.program)
        .flatMap { kind in
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

    /// With times of receipt under which service and expectations once differed: deadlines that
    /// fall due between two changes of one gap, and gaps that may end at reports of each other.
    static let schedules: [(ProgramKind, UInt64, UInt64, Int64)] = [
        (.agentcard, 1_000_003 * 2 + 1, 5, 4_000), (.agentcard, 1_000_003 * 2 + 1, 8, 4_000),
        (.agentcard, 1_000_003 * 2 + 2, 15, 4_000), (.nymcard, 13, 5, 12_000),
        (.nymcard, 2, 5, 12_000), (.nymcard, 16, 18, 12_000),
    ]

    @Test(arguments: schedules)
    func allTogetherOutOfOrder(
        kind: ProgramKind, seed: UInt64, schedule: UInt64, latestMilliseconds: Int64
    ) throws {
        var run = FaultRun(drill: kind, seed: seed, events: 300)
        try run.run(events: 300, schedule: schedule, latestMilliseconds: latestMilliseconds)
        #expect(run.differences == [])
        #expect(!run.plan.records.isEmpty)
    }

    /// A charge without a time that comes last, and a gap so far back that it cannot lie there.
    @Test func movementBeyondItsReach() throws {
        var run = FaultRun(drill: .nymcard, seed: 17, events: 300, startHour: 16)
        try run.run(events: 300)
        #expect(run.differences == [])
        #expect(run.expectations.findings(at: run.now).contains { $0.amount == -12_19 })
    }
}
