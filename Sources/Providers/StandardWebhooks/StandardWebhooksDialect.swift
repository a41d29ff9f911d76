import Events
import Ledger

/// A family of bodies within Standard Webhooks, which fixes how deliveries are signed and leaves
/// their bodies to the sender.
package struct StandardWebhooksDialect: Sendable {
    /// The name in the configuration.
    package let name: String
    /// Whose bodies they are, for the page.
    package let about: String
    /// The types are the user's own, and `eventMappings` says how each is read.
    let takesMappings: Bool
    /// Whether its bodies carry amounts.
    let statesAmounts: Bool
    /// How its events are booked where the configuration says nothing.
    package let booking: DefaultBooking
    /// What a secret is as a key.
    let keys: StandardWebhooksKey
    /// Where the type and the event's own time stand.
    let type: JSONPath
    let time: JSONPath
    /// The id of the object that an event of a type is about.
    let subject: @Sendable (_ type: String, Body) -> String?
    /// Reads the facts of an event; reports a type that the dialect does not know as unknown.
    let read: @Sendable (ParsedEvent, inout Interpretation) throws(DecodeError) -> Void

    init(
        name: String, about: String, takesMappings: Bool = false, statesAmounts: Bool,
        booking: DefaultBooking = .withoutAnnouncements, keys: StandardWebhooksKey = .encoded,
        type: JSONPath = JSONPath(steps: ["type"]), time: JSONPath,
        subject: @escaping @Sendable (String, Body) -> String?,
        read: @escaping @Sendable (ParsedEvent, inout Interpretation) throws(DecodeError) -> Void
    ) {
        self.name = name
        self.about = about
        self.takesMappings = takesMappings
        self.statesAmounts = statesAmounts
        self.booking = booking
        self.keys = keys
        self.type = type
        self.time = time
        self.subject = subject
        self.read = read
    }
}

extension StandardWebhooksDialect: Hashable {
    /// The name is the identity: the list holds each once.
    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension DefaultBooking {
    /// Whether cards are announced depends on the sender, and on what the endpoint subscribes to.
    static let withoutAnnouncements = DefaultBooking(
        LedgerPolicy(announcesCards: false), origin: "nothing says that every card is announced")
}
