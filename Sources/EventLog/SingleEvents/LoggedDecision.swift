package import Events
package import Postgres

/// An operator's decision under its idempotency key.
package struct LoggedDecision: SingleEvent, Hashable {
    package static let kind = EventKind.decision

    package var key: String
    /// What is decided, such as `release-hold`: the event's type.
    package var word: String
    /// The transaction or account that it is about.
    package var subject: String
    package var decidedAt: Timestamp
    /// Canonical JSON: one text for equal decisions.
    package var body: [UInt8]

    package init(
        key: String, word: String, subject: String, decidedAt: Timestamp, body: [UInt8]
    ) {
        self.key = key
        self.word = word
        self.subject = subject
        self.decidedAt = decidedAt
        self.body = body
    }

    package var arguments: [Parameter] {
        [.text(key), .text(word), .text(subject), .timestamp(decidedAt), .bytes(body)]
    }
}
