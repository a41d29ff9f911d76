import Events

/// An event of the log with its body parsed: what a format reads facts of.
package struct ParsedEvent {
    let type: String
    /// The event's time as the log holds it.
    let createdAt: Timestamp?
    let body: Body

    init(_ event: LoggedEvent) throws(DecodeError) {
        guard let type = event.type, event.decodeError == nil else {
            throw DecodeError(event.decodeError ?? "the event has no type")
        }
        self.type = type
        createdAt = event.createdAt
        body = Body(try Body.root(of: event.body))
    }

    private init(type: String, createdAt: Timestamp?, body: Body) {
        self.type = type
        self.createdAt = createdAt
        self.body = body
    }

    /// The same event, its fields found through `map`.
    func mapped(by map: FieldMap) -> ParsedEvent {
        ParsedEvent(type: type, createdAt: createdAt, body: body.mapped(by: map))
    }
}
