/// The card that an event names, else the account, else the transaction, else the user: the unit
/// within which `created_at` is expected to rise.
package struct EventStream: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case card, account, transaction, user }
    package var kind: Kind
    package var id: String

    package init(kind: Kind, id: String) {
        self.kind = kind
        self.id = id
    }
}

/// What a provider's decoder reads in one event: the facts, and what the arrival rules judge.
package struct Interpretation: Hashable, Sendable {
    /// How an event's stated time stands with what its type should state.
    package enum StatedTime: Hashable, Sendable {
        case stated
        /// The type states none by design.
        case notExpected
        case missing
        /// Stated, but not readable; carries the text (at most 64 characters).
        case unreadable(String)
    }

    package var facts: [Fact]
    package var stream: EventStream?
    /// False: the type is not one that this version understands; the event yields no facts.
    package var isKnownType: Bool
    /// The event's own test flag, where it has one.
    package var isLive: Bool?
    /// The type must name a transaction, and this event does not (missing, null or empty).
    package var lacksTransactionID: Bool
    package var statedTime: StatedTime

    package init(
        facts: [Fact] = [], stream: EventStream? = nil, isKnownType: Bool = true,
        isLive: Bool? = nil, lacksTransactionID: Bool = false, statedTime: StatedTime = .stated
    ) {
        self.facts = facts
        self.stream = stream
        self.isKnownType = isKnownType
        self.isLive = isLive
        self.lacksTransactionID = lacksTransactionID
        self.statedTime = statedTime
    }
}

/// Why an event's body yields no facts: what, where in the body, and what was expected.
package struct DecodeError: Error, Hashable, Sendable {
    /// One line that a person can act on, without personal data; at most 300 characters.
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}
