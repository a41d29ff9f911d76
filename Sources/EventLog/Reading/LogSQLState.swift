package import Postgres

// What the log's own functions raise, in a class that PostgreSQL does not use.
extension SQLState {
    /// `log.append` was called in another isolation level than read committed.
    package static let wrongIsolation = SQLState(rawValue: "TL001")
    /// No source has the number.
    package static let unknownSource = SQLState(rawValue: "TL002")
    /// A source cannot change its provider or environment.
    package static let sourceChanged = SQLState(rawValue: "TL003")
    /// A guard refused to change or remove what was logged.
    package static let logOnlyGrows = SQLState(rawValue: "TL004")
    /// The arrays of a batch differ in length.
    package static let unevenBatch = SQLState(rawValue: "TL005")
}
