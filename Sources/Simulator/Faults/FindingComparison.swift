/// A finding as the service has it.
package struct FoundFinding: Hashable, Sendable {
    package var rule: String
    package var subjectKind: String
    package var subjectID: String
    package var discriminator: String
    package var severity: String
    package var status: String

    package init(
        rule: String, subjectKind: String, subjectID: String, discriminator: String,
        severity: String, status: String
    ) {
        self.rule = rule
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.discriminator = discriminator
        self.severity = severity
        self.status = status
    }
}

/// What the service found beside what it must find, for the rules that expectations know.
package struct FindingComparison: Sendable {
    /// Each with what was found of it; for a text of the service's own, the first.
    package private(set) var matched: [(expected: ExpectedFinding, found: FoundFinding)] = []
    /// Required, and not there.
    package private(set) var missed: [ExpectedFinding] = []
    /// There, but with another severity or status than it must have now.
    package private(set) var differing: [(expected: ExpectedFinding, found: FoundFinding)] = []
    package private(set) var falseAlarms: [FoundFinding] = []
    /// Required by rules that the service does not have.
    package private(set) var withoutRule: [ExpectedFinding] = []

    /// Recall and precision are both 1.0.
    package var isPerfect: Bool { missed.isEmpty && falseAlarms.isEmpty && differing.isEmpty }

    package init(expected: [ExpectedFinding], found: [FoundFinding]) {
        let rules = Set(ExpectedRule.allCases.map(\.rawValue))
        var places: [Place: [FoundFinding]] = [:]
        for finding in found where rules.contains(finding.rule) {
            places[Place(finding), default: []].append(finding)
        }
        for expectation in expected {
            let place = Place(expectation)
            let fitting = (places[place] ?? []).filter {
                expectation.discriminator.allows($0.discriminator)
            }
            // Of several that fit, the one that is as it must be.
            guard let first = fitting.first(where: expectation.isLike) ?? fitting.first else {
                guard expectation.isRequired else { continue }
                if expectation.rule.exists {
                    missed.append(expectation)
                } else {
                    withoutRule.append(expectation)
                }
                continue
            }
            matched.append((expectation, first))
            if expectation.isRequired, !expectation.isLike(first) {
                differing.append((expectation, first))
            }
            // What it may be called by, it may have been called by in turn.
            places[place]?.removeAll { fitting.contains($0) }
        }
        falseAlarms = places.values.flatMap(\.self)
    }

    private struct Place: Hashable {
        var rule: String
        var kind: String
        var id: String

        init(_ finding: FoundFinding) {
            (rule, kind, id) = (finding.rule, finding.subjectKind, finding.subjectID)
        }

        init(_ finding: ExpectedFinding) {
            rule = finding.rule.rawValue
            kind = finding.subject.kind.rawValue
            id = finding.subject.id
        }
    }
}

extension ExpectedFinding {
    /// An operator who looked at it has changed nothing of what it is.
    fileprivate func isLike(_ found: FoundFinding) -> Bool {
        let isOpen = found.status == "open" || found.status == "acknowledged"
        return found.severity == severity.rawValue && isOpen == (status == .open)
    }
}
