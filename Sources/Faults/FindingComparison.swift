import Programs

/// A finding as the service has it.
package struct FoundFinding: Hashable, Sendable {
    package var rule: String
    package var subjectKind: String
    package var subjectID: String
    package var discriminator: String
    package var severity: String
    package var status: String
    /// In minor units; nil where there is none, or it is not to be compared.
    package var amount: Int64?

    package init(
        rule: String, subjectKind: String, subjectID: String, discriminator: String,
        severity: String, status: String, amount: Int64? = nil
    ) {
        self.rule = rule
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.discriminator = discriminator
        self.severity = severity
        self.status = status
        self.amount = amount
    }
}

/// What the service found beside what it must find, for the rules that expectations know.
package struct FindingComparison: Sendable {
    /// Each with what was found of it; for a text of the service's own, the first.
    package private(set) var matched: [(expected: ExpectedFinding, found: FoundFinding)] = []
    /// Required, and not there.
    package private(set) var missed: [ExpectedFinding] = []
    /// There, but with another severity, status or amount than it must have now.
    package private(set) var differing: [(expected: ExpectedFinding, found: FoundFinding)] = []
    package private(set) var falseAlarms: [FoundFinding] = []
    /// Required by rules that the service does not have.
    package private(set) var withoutRule: [ExpectedFinding] = []

    /// Recall and precision are both 1.0.
    package var isPerfect: Bool { missed.isEmpty && falseAlarms.isEmpty && differing.isEmpty }

    /// - Parameter rules: The names of those that the service has.
    package init(expected: [ExpectedFinding], found: [FoundFinding], rules: Set<String>) {
        var places: [Place: [FoundFinding]] = [:]
        for finding in found where ExpectedRule(rawValue: finding.rule) != nil {
            places[Place(finding), default: []].append(finding)
        }
        var groups: [(expected: ExpectedFinding, fitting: [FoundFinding])] = []
        var known: Set<FoundFinding> = []
        for expectation in expected {
            let fitting = (places[Place(expectation)] ?? []).filter {
                expectation.discriminator.allows($0.discriminator)
            }
            known.formUnion(fitting)
            // Of several that fit, the one that is as it must be.
            guard let first = fitting.first(where: expectation.isLike) ?? fitting.first else {
                if expectation.isRequired { miss(expectation, rules) }
                continue
            }
            if case .oneOf = expectation.discriminator {
                groups.append((expectation, fitting))
            } else {
                match(expectation, first)
            }
        }
        matchGroups(groups)
        falseAlarms = places.values.flatMap(\.self).filter { !known.contains($0) }
    }

    private mutating func miss(_ expectation: ExpectedFinding, _ rules: Set<String>) {
        if rules.contains(expectation.rule.rawValue) {
            missed.append(expectation)
        } else {
            withoutRule.append(expectation)
        }
    }

    private mutating func match(_ expectation: ExpectedFinding, _ found: FoundFinding) {
        matched.append((expectation, found))
        if !expectation.isLike(found) { differing.append((expectation, found)) }
    }

    /// Finds each its own finding where that is possible: of two that may be called by the same
    /// name, one finding proves one alone.
    private mutating func matchGroups(
        _ groups: [(expected: ExpectedFinding, fitting: [FoundFinding])]
    ) {
        var owners: [FoundFinding: Int] = [:]
        func findPlace(_ group: Int, _ tried: inout Set<FoundFinding>) -> Bool {
            for finding in groups[group].fitting
            where groups[group].expected.isLike(finding) && tried.insert(finding).inserted {
                if let owner = owners[finding], !findPlace(owner, &tried) { continue }
                owners[finding] = group
                return true
            }
            return false
        }
        for place in groups.indices {
            var tried: Set<FoundFinding> = []
            if findPlace(place, &tried) { continue }
            differing.append((groups[place].expected, groups[place].fitting[0]))
        }
        for (finding, group) in owners { matched.append((groups[group].expected, finding)) }
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
        if let amounts, let amount = found.amount, !amounts.contains(amount) { return false }
        let standings = otherStandings.union([Standing(severity, status)])
        return standings.contains {
            found.severity == $0.severity.rawValue && isOpen == ($0.status == .open)
        }
    }
}
