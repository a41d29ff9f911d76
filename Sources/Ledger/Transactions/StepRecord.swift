package import Events

/// Which fact of which event: the identity of a step, a reference or a report.
package struct FactKey: Hashable, Sendable {
    package var eventID: String
    /// The fact's place among the event's facts.
    package var ordinal: Int16

    package init(eventID: String, ordinal: Int16) {
        self.eventID = eventID
        self.ordinal = ordinal
    }
}

/// A transaction step with the event that it came from.
///
/// Position and receipt are evidence and decide nothing, but for the effective time of a step that
/// states no time.
package struct StepRecord: Hashable, Sendable {
    package var step: TransactionStep {
        get { shared.value }
        set { shared = Shared(newValue) }
    }

    /// A step is some hundred bytes, and records are moved and copied often.
    private var shared: Shared<TransactionStep>
    package var key: FactKey
    /// The provider's time as stated.
    package var createdAt: Timestamp?
    package var receivedAt: Timestamp
    package var position: Int64

    package init(
        step: TransactionStep, key: FactKey, createdAt: Timestamp?, receivedAt: Timestamp,
        position: Int64
    ) {
        shared = Shared(step)
        self.key = key
        self.createdAt = createdAt
        self.receivedAt = receivedAt
        self.position = position
    }
}

/// "Something happened with that transaction": a reference without an amount.
package struct ReferenceRecord: Hashable, Sendable {
    package var key: FactKey
    package var cardID: String?
    package var createdAt: Timestamp?
    package var receivedAt: Timestamp
    package var position: Int64

    package init(
        key: FactKey, cardID: String?, createdAt: Timestamp?, receivedAt: Timestamp,
        position: Int64
    ) {
        self.key = key
        self.cardID = cardID
        self.createdAt = createdAt
        self.receivedAt = receivedAt
        self.position = position
    }
}
