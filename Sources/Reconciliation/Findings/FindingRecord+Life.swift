import Events
import Money

/// The moment at which something is judged: what decides, and when.
struct JudgementMoment {
    var at: Timestamp
    /// Nil for a deadline.
    var position: Int64?
}

extension FindingRecord {
    /// What the record becomes when its finding is judged to hold; the transition where its status,
    /// severity or amount changes.
    ///
    /// A dismissed finding stays dismissed. One that a person resolved stays so while amount and
    /// evidence are the same; one that the reconciler resolved is open again.
    mutating func hold(_ new: Finding, _ moment: JudgementMoment) -> FindingTransition? {
        let old = finding
        let from = status
        finding = new
        switch status {
        case .dismissed:
            return nil
        case .resolved:
            if isResolvedByOperator, new.amount == old.amount, new.evidence == old.evidence {
                return nil
            }
            let reason =
                isResolvedByOperator
                ? "amount or evidence changed since it was resolved" : "the condition holds again"
            status = .open
            resolvedAt = nil
            isResolvedByOperator = false
            return transition(from: from, reason: reason, moment)
        case .open, .acknowledged:
            let changes = FindingRecord.changes(from: old, to: new)
            guard !changes.isEmpty else { return nil }
            return transition(from: from, reason: changes.joined(separator: "; "), moment)
        }
    }

    /// What the record becomes when its finding is judged to hold no longer.
    mutating func cease(_ moment: JudgementMoment) -> FindingTransition? {
        switch status {
        case .dismissed, .resolved:
            return nil
        case .open, .acknowledged:
            let from = status
            status = .resolved
            resolvedAt = moment.at
            isResolvedByOperator = false
            let reason =
                moment.position.map { "the condition is gone: cured by position \($0)" }
                ?? "the condition is gone"
            return transition(from: from, reason: reason, moment)
        }
    }

    func transition(
        from: FindingStatus?, reason: String, _ moment: JudgementMoment
    ) -> FindingTransition {
        FindingTransition(
            key: finding.key, at: moment.at, from: from, to: status, reason: reason,
            position: moment.position)
    }

    /// What of a finding that still holds is worth a line in its history.
    private static func changes(from old: Finding, to new: Finding) -> [String] {
        var changes: [String] = []
        if old.severity != new.severity {
            changes.append(
                "severity changed from \(old.severity.rawValue) to \(new.severity.rawValue)")
        }
        if old.amount != new.amount {
            let (before, after) = (old.amount?.description, new.amount?.description)
            changes.append("amount changed from \(before ?? "none") to \(after ?? "none")")
        }
        return changes
    }
}

extension Finding {
    /// One more event of the same finding: the counts add up, and of the evidence the first five
    /// pieces and the latest stay.
    ///
    /// Nil when the event was counted before: positions only rise.
    func counting(_ next: Finding) -> Finding? {
        let latest = evidence.last?.position ?? .min
        let added = next.evidence.filter { $0.position > latest }
        guard !added.isEmpty else { return nil }
        var sum = self
        sum.severity = max(severity, next.severity)
        sum.count += next.count
        for item in added {
            if sum.evidence.count > Finding.firstEvidence { sum.evidence.removeLast() }
            sum.evidence.append(item)
        }
        return sum
    }

    /// How many of the first pieces of evidence a counted finding keeps beside the latest.
    private static let firstEvidence = 5
}
