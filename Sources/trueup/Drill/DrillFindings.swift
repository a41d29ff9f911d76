import Cryptography
import Events
import Faults
import Programs

/// A finding as the views show it.
struct DrillFinding {
    let id: String
    let rule: String
    let subjectKind: String
    let subjectID: String
    let severity: String
    let status: String
    let detectedAt: Timestamp
    let summary: String
    /// In minor units of its currency.
    let amount: Int64?
}

/// A source's findings as they can be compared, with when each was found and what it says.
struct DrillFindings {
    var list: [FoundFinding] = []
    var detectedAt: [FoundFinding: Timestamp] = [:]
    var summaries: [FoundFinding: String] = [:]

    init(
        _ findings: [DrillFinding], of source: DrillSource, expected: [ExpectedFinding],
        since start: Timestamp, isShared: Bool
    ) {
        let names = FindingNames(source, expected)
        let own = isShared ? source.ownSubjects : []
        for finding in findings {
            var found = FoundFinding(
                rule: finding.rule, subjectKind: finding.subjectKind, subjectID: finding.subjectID,
                discriminator: names.discriminator(of: finding), severity: finding.severity,
                status: finding.status, amount: finding.amount)
            if isShared {
                guard let judged = Self.judged(found, finding, own, expected, start) else {
                    continue
                }
                found = judged
            }
            list.append(found)
            detectedAt[found] = finding.detectedAt
            summaries[found] = finding.summary
        }
    }

    /// In a source that others send to as well: nil where it is about what they sent.
    ///
    /// What is told of the source, or of a type, once for all may have been told before the drill;
    /// then it is taken as it must be, whatever somebody has decided of it since.
    private static func judged(
        _ found: FoundFinding, _ finding: DrillFinding, _ own: Set<ProgramSubject>,
        _ expected: [ExpectedFinding], _ start: Timestamp
    ) -> FoundFinding? {
        let kind = ProgramSubject.Kind(rawValue: found.subjectKind)
        guard kind == .type || kind == .source else {
            return kind.map { own.contains(ProgramSubject($0, found.subjectID)) } == true
                ? found : nil
        }
        let fitting = expected.first { expectation in
            expectation.fits(
                rule: found.rule, subjectKind: found.subjectKind, subjectID: found.subjectID,
                discriminator: found.discriminator)
        }
        guard let fitting else { return nil }
        guard finding.detectedAt < start else { return found }
        return FoundFinding(
            rule: found.rule, subjectKind: found.subjectKind, subjectID: found.subjectID,
            discriminator: found.discriminator, severity: fitting.severity.rawValue,
            status: fitting.status.rawValue)
    }
}

/// What tells findings of one rule and subject apart, which no view shows: but a finding's id is a
/// digest of it, so that those that are expected can be recognised.
private struct FindingNames {
    private struct Place: Hashable {
        let rule: String
        let kind: String
        let id: String
    }

    private let source: String
    private var candidates: [Place: Set<String>] = [:]
    /// Of accounts.
    private var currencies: [String: [String]] = [:]

    init(_ source: DrillSource, _ expected: [ExpectedFinding]) {
        self.source = source.name
        for account in source.snapshot?.accounts ?? [] {
            currencies[account.name.id, default: []].append(account.name.currency)
        }
        for finding in expected {
            let place = Place(
                rule: finding.rule.rawValue, kind: finding.subject.kind.rawValue,
                id: finding.subject.id)
            switch finding.discriminator {
            case .exactly(let text): candidates[place, default: []].insert(text)
            case .oneOf(let texts): candidates[place, default: []].formUnion(texts)
            case .any: break
            }
        }
    }

    /// The one that gives the finding's id; that id where none does.
    func discriminator(of finding: DrillFinding) -> String {
        let place = Place(
            rule: finding.rule, kind: finding.subjectKind, id: finding.subjectID)
        for candidate in candidates[place] ?? [] {
            for text in stored(candidate, finding) where id(place, text) == finding.id {
                return candidate
            }
        }
        return finding.id
    }

    /// A gap is told by its report and the currency.
    private func stored(_ candidate: String, _ finding: DrillFinding) -> [String] {
        guard finding.rule == ExpectedRule.balanceGap.rawValue else { return [candidate] }
        return (currencies[finding.subjectID] ?? []).map { "\(candidate)/\($0)" }
    }

    /// As a UUID: the first half of SHA-256 over each part after its length.
    private func id(_ place: Place, _ discriminator: String) -> String {
        var bytes: [UInt8] = []
        for part in [source, place.rule, place.kind, place.id, discriminator] {
            let text = Array(part.utf8)
            for shift in [24, 16, 8, 0] {
                bytes.append(UInt8(truncatingIfNeeded: text.count >> shift))
            }
            bytes += text
        }
        let digits = Hexadecimal.encode(Array(SHA256.digest(of: bytes).prefix(16)))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
