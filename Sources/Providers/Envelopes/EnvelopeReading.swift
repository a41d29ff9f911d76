package import Events

/// What the intake finds in the body of an authentic delivery.
package enum EnvelopeReading: Hashable, Sendable {
    case event(Envelope)
    /// Kept with a position of its own all the same; the reason is one line for a person.
    case undecodable(reason: String)
    /// A test of the connection, not an event.
    case ping
}
