/// How an event is identified in the log.
package enum EventIdentity: Hashable, Sendable {
    /// The provider's own id, 1 to 512 bytes of UTF-8 without NUL. The same id with other content
    /// is a conflict.
    case stated(String)
    /// The provider states none: the database derives the id from the content, under a secret of
    /// the source. Other content is another event, never a conflict.
    case derived
}

/// What the intake reads of a verified body before it appends it: enough to identify and order the
/// event, nothing about money.
package struct Envelope: Hashable, Sendable {
    package var identity: EventIdentity
    /// The provider's event type as stated.
    package var type: String
    /// The id of the event's own object: the card of `card:updated`, the transaction of
    /// `transaction.cleared`, the user of `KYC_RESULT`.
    package var subject: String?
    /// The provider's time as stated; nil when it states none or an unreadable one.
    package var createdAt: Timestamp?
    /// The provider's retry counter where it has one.
    package var attempt: Int32?
    /// What the provider promises to keep on a retry, when that is not the whole body: the bytes
    /// whose salted SHA-256 becomes `content_digest`.
    package var content: [UInt8]?

    package init(
        identity: EventIdentity, type: String, subject: String? = nil,
        createdAt: Timestamp? = nil, attempt: Int32? = nil, content: [UInt8]? = nil
    ) {
        self.identity = identity
        self.type = type
        self.subject = subject
        self.createdAt = createdAt
        self.attempt = attempt
        self.content = content
    }
}
