package import Events
package import Postgres

/// An event that comes into the log on its own: anything but a webhook.
package protocol SingleEvent: Sendable {
    static var kind: EventKind { get }
    /// What the kind's SQL function takes after the name of the source.
    var arguments: [Parameter] { get }
}

extension EventKind {
    /// The one way in for events of the kind: whoever may execute it may append them.
    package var appendFunction: String {
        switch self {
        case .webhook: "log.append"
        case .fetch: "log.append_fetch"
        case .statement: "log.append_statement"
        case .decision: "log.append_decision"
        }
    }
}

/// What became of a single event on its way into the log.
package struct AppendedEvent: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable {
        case appended
        /// The same event under the same id stands there already.
        case duplicate
        /// The id stands for another event; this one is kept and never folded.
        case conflict
    }

    package var status: Status
    /// Of the event, or of the one that it repeats.
    package var position: Int64
}

extension Connection {
    /// Appends an event to the log of the source with that name.
    ///
    /// Durable when this returns, whatever commit level the database or the role had set. When it
    /// throws a connection-lost error or a warning the outcome is in doubt: the same event under
    /// the same id is written once, so the way out is to append it again.
    package func append(
        _ event: some SingleEvent, to source: String
    ) throws(PostgresError) -> AppendedEvent {
        try DurabilityCheck.apply(AppenderOptions().commitLevel, to: self)
        // Whatever was said before has nothing to do with this commit.
        _ = takeNotices()
        let function = type(of: event).kind.appendFunction
        let parameters = [.text(source)] + event.arguments
        let places = parameters.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let row = try queryOnce(
            "SELECT status, position FROM \(function)(\(places))", parameters
        ).onlyRow()
        try DurabilityCheck.refuseWarning(of: self)
        let word = try row.text(0)
        guard let status = AppendedEvent.Status(rawValue: word) else {
            throw PostgresError(
                sqlState: .unexpectedResult,
                message: "\(function) answered the status \(word), which this version"
                    + " does not know")
        }
        return AppendedEvent(status: status, position: try row.int64(1))
    }
}
