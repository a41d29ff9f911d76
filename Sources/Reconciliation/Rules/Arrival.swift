package import Events

/// The greatest stated time seen so far in a stream, and the event that stated it.
package struct StreamHead: Hashable, Sendable {
    package var createdAt: Timestamp
    package var position: Int64

    package init(createdAt: Timestamp, position: Int64) {
        self.createdAt = createdAt
        self.position = position
    }
}

/// An event at the moment of its arrival, as the arrival rules see it.
package struct Arrival: Hashable, Sendable {
    package var event: LoggedEvent
    /// Nil when the event could not be decoded, or conflicts with an earlier one.
    package var interpretation: Interpretation?
    /// Why the facts could not be decoded although the envelope could, or why the fold refused.
    package var quarantineReason: String?
    /// The head of the event's stream before it.
    package var streamHead: StreamHead?

    package init(
        event: LoggedEvent, interpretation: Interpretation?, quarantineReason: String? = nil,
        streamHead: StreamHead? = nil
    ) {
        self.event = event
        self.interpretation = interpretation
        self.quarantineReason = quarantineReason
        self.streamHead = streamHead
    }
}
