package import Events

/// Reads the facts of one webhook in the log, or of an object that was read from the provider.
///
/// A pure function of the event and the settings: the same log gives the same facts. An unknown
/// type yields none and is no error; a known type whose body lacks what it cannot do without is.
package func interpret(
    _ event: LoggedEvent, settings: ProviderSettings
) throws(DecodeError) -> Interpretation {
    guard event.kind == .webhook || event.kind == .fetch else {
        throw DecodeError(
            "the event is a \(event.kind.rawValue), which is not in a provider's format")
    }
    guard let type = event.type, event.decodeError == nil else {
        throw DecodeError(event.decodeError ?? "the event has no type")
    }
    let delivery = Delivery(
        type: type, createdAt: event.createdAt,
        body: Body(try Body.root(of: event.body), settings.fieldMap))
    if event.kind == .fetch {
        guard settings.provider == .uphold else {
            throw DecodeError("this version folds no reads of \(settings.provider.rawValue)")
        }
        return try UpholdReads.interpret(delivery)
    }
    return switch settings.provider {
    case .uphold: try UpholdFacts.interpret(delivery)
    case .agentcard: try AgentCardFacts.interpret(delivery, settings.agentcard)
    case .nymcard: try NymCardFacts.interpret(delivery, settings.nymcard)
    case .standardWebhooks: try StandardWebhooksFacts.interpret(delivery, settings)
    }
}

/// An event on its way from the log to its facts.
struct Delivery {
    var type: String
    /// The event's time as the log holds it.
    var createdAt: Timestamp?
    var body: Body
}
