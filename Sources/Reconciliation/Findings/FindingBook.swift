package import Events
import Ledger

/// The life of a source's findings, as far as they are loaded: opened, updated, resolved when the
/// condition is gone, opened again when it returns.
///
/// Findings are loaded and forgotten subject by subject, those of all rules together: before a
/// judgement is applied, what is stored of its subject must be loaded (`load`), else it would be
/// taken for new. What changed is handed out by `takeChanges`; only then may it be forgotten.
package struct FindingBook: Sendable {
    /// What is known of one subject.
    private struct Shelf {
        /// By rule and discriminator.
        private(set) var records: [Rule: [String: FindingRecord]] = [:]
        var usedAt: Int64 = 0
        /// Approximate bytes.
        private(set) var weight = 300

        mutating func put(_ record: FindingRecord) {
            let key = record.finding.key
            let before = records[key.rule, default: [:]]
                .updateValue(record, forKey: key.discriminator)
            weight += record.weight - (before?.weight ?? 0)
        }
    }

    /// What must be written after a batch: whole records, in key order, and the transitions in the
    /// order in which they were decided.
    package struct Changes: Hashable, Sendable {
        package var records: [FindingRecord]
        package var transitions: [FindingTransition]

        package var isEmpty: Bool { records.isEmpty && transitions.isEmpty }
    }

    private var shelves: [Subject: Shelf] = [:]
    private var dirty: Set<FindingKey> = []
    private var transitions: [FindingTransition] = []
    /// The time of `Use`: whoever counts it sets it.
    package var clock: Int64 = 0

    package init() {}

    // MARK: Loading

    /// The approximate size of everything loaded, in bytes.
    package private(set) var weight = 0

    package func isLoaded(_ subject: Subject) -> Bool { shelves[subject] != nil }

    /// Takes in what is stored of a subject, which may be nothing; a subject that is loaded already
    /// stays as it is.
    package mutating func load(_ subject: Subject, _ records: [FindingRecord]) {
        guard shelves[subject] == nil else { return }
        var shelf = Shelf(usedAt: clock)
        for record in records where record.finding.key.subject == subject { shelf.put(record) }
        shelves[subject] = shelf
        weight += shelf.weight
    }

    package func record(_ key: FindingKey) -> FindingRecord? {
        shelves[key.subject]?.records[key.rule]?[key.discriminator]
    }

    private func records(of scope: FindingScope) -> [String: FindingRecord] {
        shelves[scope.subject]?.records[scope.rule] ?? [:]
    }

    // MARK: Judging

    /// Applies what a rule says of a subject: opens and updates what holds, resolves what was
    /// judged and holds no longer.
    ///
    /// `at` is the receipt of the position that is judged, or the deadline with `position` nil.
    @discardableResult
    package mutating func apply(
        _ judgement: Judgement, at: Timestamp, position: Int64?
    ) -> [FindingTransition] {
        // By far the most judgements find nothing where nothing was found before.
        if judgement.findings.isEmpty, records(of: judgement.scope).isEmpty {
            return []
        }
        let moment = JudgementMoment(at: at, position: position)
        let first = transitions.count
        for finding in judgement.findings { hold(finding, moment) }
        let holding = Set(judgement.findings.map(\.key.discriminator))
        let gone = judged(judgement).filter { !holding.contains($0) }
        for discriminator in gone.sorted() { cease(judgement.scope.key(discriminator), moment) }
        return Array(transitions[first...])
    }

    /// The discriminators of the known findings that a judgement covers.
    ///
    /// An extent may name every report of an account, and an account may have as many findings as
    /// reports: whichever is shorter is gone through.
    private func judged(_ judgement: Judgement) -> [String] {
        let records = records(of: judgement.scope)
        if case .only(let discriminators) = judgement.extent,
            discriminators.count < records.count
        {
            return discriminators.filter { records[$0] != nil }
        }
        return records.keys.filter { judgement.extent.contains($0) }
    }

    /// Notes a finding of the arrival rules: such a finding stays, since what arrived has arrived.
    ///
    /// Findings that count events add this one up; a repeated call for the same event does nothing.
    @discardableResult
    package mutating func note(
        _ finding: Finding, at: Timestamp, position: Int64
    ) -> [FindingTransition] {
        let first = transitions.count
        let moment = JudgementMoment(at: at, position: position)
        guard finding.key.rule.countsEvents, let known = record(finding.key) else {
            hold(finding, moment)
            return Array(transitions[first...])
        }
        if let sum = known.finding.counting(finding) { hold(sum, moment) }
        return Array(transitions[first...])
    }

    private mutating func hold(_ finding: Finding, _ moment: JudgementMoment) {
        guard var record = record(finding.key) else {
            let record = FindingRecord(finding: finding, status: .open, detectedAt: moment.at)
            put(record, record.transition(from: nil, reason: "found", moment))
            return
        }
        let before = record
        let transition = record.hold(finding, moment)
        if record != before { put(record, transition) }
    }

    private mutating func cease(_ key: FindingKey, _ moment: JudgementMoment) {
        guard var record = record(key) else { return }
        let before = record
        let transition = record.cease(moment)
        if record != before { put(record, transition) }
    }

    private mutating func put(_ record: FindingRecord, _ transition: FindingTransition?) {
        let key = record.finding.key
        let before = shelves[key.subject]?.weight ?? 0
        shelves[key.subject, default: Shelf()].put(record)
        shelves[key.subject]?.usedAt = clock
        weight += (shelves[key.subject]?.weight ?? 0) - before
        dirty.insert(key)
        if let transition { transitions.append(transition) }
    }

    // MARK: Storing

    /// What changed since the last call.
    package mutating func takeChanges() -> Changes {
        let changes = Changes(
            records: dirty.sorted().compactMap { record($0) }, transitions: transitions)
        dirty = []
        transitions = []
        return changes
    }

    /// When what may be forgotten was last used, and what it weighs.
    func uses(besides kept: Set<Subject>) -> [Use] {
        var uses: [Use] = []
        for (subject, shelf) in shelves where shelf.usedAt < clock && !kept.contains(subject) {
            uses.append(Use(at: shelf.usedAt, weight: shelf.weight))
        }
        return uses
    }

    /// Forgets what was last used up to then, as `uses` tells it; the subjects that it forgot.
    mutating func forget(usedUpTo last: Int64, besides kept: Set<Subject>) -> [Subject] {
        let last = min(last, clock - 1)
        var forgotten: [Subject] = []
        for (subject, shelf) in shelves where shelf.usedAt <= last && !kept.contains(subject) {
            forgotten.append(subject)
            weight -= shelf.weight
        }
        for subject in forgotten { shelves[subject] = nil }
        return forgotten
    }
}

extension FindingRecord {
    /// Approximate bytes: the summary and two ids are on the heap.
    fileprivate var weight: Int {
        MemoryLayout<FindingRecord>.stride + 160 + finding.summary.utf8.count
            + finding.evidence.count * MemoryLayout<Evidence>.stride
    }
}
