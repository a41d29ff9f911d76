import Events
import Programs

// What became of an outage of the receiver.

extension Expectations {
    /// Found, where anything that it kept away is told of; harmless, where all of it came after
    /// all; else masked.
    func outcome(
        ofOutage record: FaultRecord, _ findings: [ProgramSubject: [ExpectedFinding]]
    ) -> FaultOutcome {
        let subjects = Set(
            record.eventIDs.map { ProgramSubject(.event, $0) } + record.subjects
                + record.accounts.map { ProgramSubject(.account, $0.id) })
        let lasting = record.happensAt...(record.endsAt ?? record.happensAt)
        let told = subjects.flatMap { findings[$0] ?? [] }.filter { finding in
            finding.span.map { $0.overlaps(lasting) } ?? true
        }
        let known = told.filter { rules.contains($0.rule.rawValue) }.map(\.key)
        if !known.isEmpty { return .found(known) }
        guard told.isEmpty else { return .foundByLaterRules(told.map(\.key)) }
        return record.lostCount == 0
            ? .harmless
            : .masked("no later report and no later step needs what was lost")
    }
}
