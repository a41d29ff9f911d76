package import Events
package import Programs

/// A finding that the service must have, by the written definitions and what was delivered.
package struct ExpectedFinding: Hashable, Sendable {
    package struct Key: Hashable, Sendable {
        /// The rule's name, as users know it.
        package var rule: String
        package var subject: ProgramSubject
        /// What tells findings of one rule and subject apart, where one text alone fits.
        package var discriminator: String?

        package init(_ rule: ExpectedRule, _ subject: ProgramSubject, _ discriminator: String?) {
            self.rule = rule.rawValue
            self.subject = subject
            self.discriminator = discriminator
        }
    }

    /// Which discriminators fit.
    package enum Discriminator: Hashable, Sendable {
        case exactly(String)
        /// The definition leaves open which of these.
        case oneOf(Set<String>)
        /// A text of the service's own.
        case any

        package func allows(_ text: String) -> Bool {
            switch self {
            case .exactly(let expected): text == expected
            case .oneOf(let allowed): allowed.contains(text)
            case .any: true
            }
        }
    }

    package enum Severity: String, Hashable, Sendable { case info, warning, error }

    package enum Status: String, Hashable, Sendable {
        case open
        /// It held for a while; what came later cured it.
        case resolved
    }

    /// How a finding stands: its severity now, or when it was cured.
    package struct Standing: Hashable, Comparable, Sendable {
        package var severity: Severity
        package var status: Status

        init(_ severity: Severity, _ status: Status) {
            self.severity = severity
            self.status = status
        }

        /// What an operator would look at first is the greatest.
        package static func < (left: Standing, right: Standing) -> Bool {
            (left.status == .open ? 1 : 0, left.severity == .error ? 1 : 0)
                < (right.status == .open ? 1 : 0, right.severity == .error ? 1 : 0)
        }
    }

    package var rule: ExpectedRule
    package var subject: ProgramSubject
    package var discriminator: Discriminator
    /// Now, or when it was cured.
    package var severity: Severity
    package var status: Status
    /// How it may stand as well, where the definition leaves that open.
    package var otherStandings: Set<Standing> = []
    /// In minor units, where the definition gives one.
    package var amount: Int64?
    /// Amounts that fit, in minor units; nil where the definition leaves open more than that.
    package var amounts: Set<Int64>?
    /// False: the definition allows it and does not ask for it.
    package var isRequired = true
    /// The times between which its cause must lie (`balance-gap`).
    package var span: ClosedRange<Timestamp>?

    package init(
        _ rule: ExpectedRule, _ subject: ProgramSubject, _ discriminator: Discriminator,
        _ severity: Severity, _ status: Status = .open
    ) {
        self.rule = rule
        self.subject = subject
        self.discriminator = discriminator
        self.severity = severity
        self.status = status
    }

    package var key: Key {
        if case .exactly(let text) = discriminator { return Key(rule, subject, text) }
        return Key(rule, subject, nil)
    }

    /// Whether a finding of the service is this one.
    package func fits(
        rule: String, subjectKind: String, subjectID: String, discriminator: String
    ) -> Bool {
        self.rule.rawValue == rule && subject.kind.rawValue == subjectKind
            && subject.id == subjectID && self.discriminator.allows(discriminator)
    }
}

/// The rules of which expectations are derived; a drill judges these and no others.
package enum ExpectedRule: String, Hashable, Sendable, CaseIterable {
    case createdAtOutOfOrder = "created-at-out-of-order"
    case createdAtInFuture = "created-at-in-future"
    case transactionIDMissing = "transaction-id-missing"
    case eventConflict = "event-conflict"
    case modeMismatch = "mode-mismatch"
    case unknownType = "unknown-type"
    case undecodable
    case transactionUnresolved = "transaction-unresolved"
    case lifecycleGap = "lifecycle-gap"
    case balanceGap = "balance-gap"
    case lateEvent = "late-event"
    case retriesBeforeFirstReceipt = "retries-before-first-receipt"
    case authorizationStale = "authorization-stale"
}
