package import Postgres

// What the log's own functions raise, in a class that PostgreSQL does not use.
extension SQLState {
    /// An event was appended in another isolation level than read committed.
    package static let wrongIsolation = SQLState(rawValue: "TL001")
    /// No source has the number or the name.
    package static let unknownSource = SQLState(rawValue: "TL002")
    /// A source cannot change its provider or environment.
    package static let sourceChanged = SQLState(rawValue: "TL003")
    /// A guard refused to change or remove what was logged.
    package static let logOnlyGrows = SQLState(rawValue: "TL004")
    /// What was to be appended lacks something, or the arrays of a batch differ in length.
    package static let invalidEvent = SQLState(rawValue: "TL005")
}
