package import Events
package import Postgres

/// What was read from a provider's API: evidence like a webhook, under an id of ours.
package struct LoggedFetch: SingleEvent, Hashable {
    package static let kind = EventKind.fetch

    /// Made before the read and kept through retries of the append.
    package var id: String
    /// What was read, such as `transactions`: the event's type.
    package var document: String
    /// The id of the object that was read; nil for a list.
    package var subject: String?
    /// When the answer was complete, by our clock.
    package var fetchedAt: Timestamp
    /// Method and URL, without user and password, such as `GET https://api.example.com/cards/c1`.
    ///
    /// Credentials elsewhere in it are the caller's to leave out: nothing can tell them from ids.
    package var request: String
    /// The exact bytes of the answer.
    package var body: [UInt8]

    package init(
        id: String, document: String, subject: String? = nil, fetchedAt: Timestamp,
        request: String, body: [UInt8]
    ) {
        self.id = id
        self.document = document
        self.subject = subject
        self.fetchedAt = fetchedAt
        self.request = request
        self.body = body
    }

    package var arguments: [Parameter] {
        [
            .text(id), .text(document), .text(subject), .timestamp(fetchedAt), .text(request),
            .bytes(body),
        ]
    }
}
