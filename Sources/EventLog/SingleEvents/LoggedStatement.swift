package import Events
package import Postgres

/// A provider's statement: a whole file, known by its bytes.
package struct LoggedStatement: SingleEvent, Hashable {
    package static let kind = EventKind.statement

    /// Such as `csv` or `json-lines`: the event's type.
    package var format: String
    /// Without a path.
    package var fileName: String
    /// Up to when the provider says that it is complete; nil when it does not say.
    package var statedAt: Timestamp?
    /// The exact bytes of the file.
    package var body: [UInt8]

    package init(
        format: String, fileName: String, statedAt: Timestamp? = nil, body: [UInt8]
    ) {
        self.format = format
        self.fileName = fileName
        self.statedAt = statedAt
        self.body = body
    }

    package var arguments: [Parameter] {
        [.text(format), .text(fileName), .timestamp(statedAt), .bytes(body)]
    }
}
