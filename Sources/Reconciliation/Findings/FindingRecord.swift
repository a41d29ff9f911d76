package import Events

/// Where a finding stands.
package enum FindingStatus: String, Hashable, Sendable, CaseIterable {
    case open, acknowledged, resolved, dismissed
}

/// A finding with its life so far: one row of the finding store.
package struct FindingRecord: Hashable, Sendable {
    package var finding: Finding
    package var status: FindingStatus
    /// When it was first found: the receipt, or the deadline, that showed it.
    package var detectedAt: Timestamp
    package var resolvedAt: Timestamp?
    /// A person resolved it: that holds until amount or evidence changes.
    ///
    /// False where the reconciler did, because the condition was gone.
    package var isResolvedByOperator: Bool

    package init(
        finding: Finding, status: FindingStatus, detectedAt: Timestamp,
        resolvedAt: Timestamp? = nil, isResolvedByOperator: Bool = false
    ) {
        self.finding = finding
        self.status = status
        self.detectedAt = detectedAt
        self.resolvedAt = resolvedAt
        self.isResolvedByOperator = isResolvedByOperator
    }
}

/// One step in the life of a finding: one row of its history.
package struct FindingTransition: Hashable, Sendable {
    package var key: FindingKey
    /// The deciding receipt or deadline.
    package var at: Timestamp
    /// Nil when the finding was opened for the first time.
    package var from: FindingStatus?
    /// Equal to `from` where severity or amount changed and the status did not.
    package var to: FindingStatus
    /// `reconciler`, or the name of who decided.
    package var actor: String
    package var reason: String
    /// The deciding position; nil for a deadline.
    package var position: Int64?

    package init(
        key: FindingKey, at: Timestamp, from: FindingStatus?, to: FindingStatus,
        actor: String = "reconciler", reason: String, position: Int64?
    ) {
        self.key = key
        self.at = at
        self.from = from
        self.to = to
        self.actor = actor
        self.reason = reason
        self.position = position
    }
}
