/// Where an event in the log came from.
///
/// A further kind takes an SQL function with its grant, a line each for it and for its decoder
/// where the compiler then asks for them, and a value to append it by.
package enum EventKind: String, Hashable, Sendable, CaseIterable {
    case webhook, fetch, statement, decision
}

/// One row of the event log as the projector reads it.
package struct LoggedEvent: Hashable, Sendable {
    package var sourceID: Int32
    package var position: Int64
    package var kind: EventKind
    /// The stated or derived id.
    package var eventID: String
    /// The first position whose id this event repeats with other content: a conflict.
    package var repeats: Int64?
    /// Nil when the body could not be decoded.
    package var type: String?
    /// Why the body could not be decoded.
    package var decodeError: String?
    package var subject: String?
    /// The provider's time as stated; nil when it states none.
    package var createdAt: Timestamp?
    /// The database's time under the head lock; never decreasing within a source.
    package var receivedAt: Timestamp
    package var attempt: Int32?
    package var body: [UInt8]

    package init(
        sourceID: Int32, position: Int64, kind: EventKind, eventID: String, repeats: Int64? = nil,
        type: String?, decodeError: String? = nil, subject: String? = nil,
        createdAt: Timestamp? = nil, receivedAt: Timestamp, attempt: Int32? = nil, body: [UInt8]
    ) {
        self.sourceID = sourceID
        self.position = position
        self.kind = kind
        self.eventID = eventID
        self.repeats = repeats
        self.type = type
        self.decodeError = decodeError
        self.subject = subject
        self.createdAt = createdAt
        self.receivedAt = receivedAt
        self.attempt = attempt
        self.body = body
    }
}
