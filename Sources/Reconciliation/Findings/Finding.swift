package import Events
package import Money

package enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    case info, warning, error, critical

    package static func < (left: Severity, right: Severity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        case .critical: 3
        }
    }
}

/// What a finding is about.
package struct Subject: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case card, account, transaction, event, source
        /// An event type of the provider's.
        case type
    }

    package var kind: Kind
    package var id: String

    package init(kind: Kind, id: String) {
        self.kind = kind
        self.id = id
    }
}

/// A position in the log that proves something, with its part in the proof.
package struct Evidence: Hashable, Sendable {
    package var position: Int64
    /// A short phrase: `this event`, `earlier event`, `report before`, `entry between`,
    /// `report after`, `reference`, `cleared`.
    package var role: String

    package init(position: Int64, role: String) {
        self.position = position
        self.role = role
    }
}

/// What makes two findings of one source different; its digest is the finding id.
package struct FindingKey: Hashable, Sendable {
    package var rule: Rule
    package var subject: Subject
    /// What tells findings of one rule and subject apart: an event id, a step, a type; else empty.
    package var discriminator: String

    package init(rule: Rule, subject: Subject, discriminator: String) {
        self.rule = rule
        self.subject = subject
        self.discriminator = discriminator
    }

    /// Where the finding is judged together with its like.
    package var scope: FindingScope { FindingScope(rule: rule, subject: subject) }
}

/// A rule and what it judges: the unit in which findings are judged.
package struct FindingScope: Hashable, Sendable {
    package var rule: Rule
    package var subject: Subject

    package init(rule: Rule, subject: Subject) {
        self.rule = rule
        self.subject = subject
    }

    func key(_ discriminator: String) -> FindingKey {
        FindingKey(rule: rule, subject: subject, discriminator: discriminator)
    }
}

/// A disagreement as a rule sees it now; status and history belong to the finding book.
package struct Finding: Hashable, Sendable {
    package var key: FindingKey
    package var severity: Severity
    /// One sentence that a person can act on, with amounts and times.
    package var summary: String
    /// Signed money in question, holder's view.
    package var amount: MonetaryAmount?
    package var evidence: [Evidence]
    /// How many events share this finding (per type or reason); 1 otherwise.
    package var count: Int64

    /// The provider's time of what the finding is about, where stated.
    package var createdAt: Timestamp?

    package init(
        key: FindingKey, severity: Severity, summary: String, amount: MonetaryAmount? = nil,
        evidence: [Evidence], count: Int64 = 1, createdAt: Timestamp? = nil
    ) {
        self.key = key
        self.severity = severity
        self.summary = summary
        self.amount = amount
        self.evidence = evidence
        self.count = count
        self.createdAt = createdAt
    }
}
