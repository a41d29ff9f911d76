package import Events

/// Reads the facts of one webhook in the log, or of an object that was read from the provider.
///
/// A pure function of the event and the settings: the same log gives the same facts. An unknown
/// type yields none and is no error; a known type whose body lacks what it cannot do without is.
package func interpret(
    _ event: LoggedEvent, settings: ProviderSettings
) throws(DecodeError) -> Interpretation {
    switch event.kind {
    case .webhook: return try settings.format.interpret(ParsedEvent(event))
    case .fetch:
        guard let reading = try settings.format.interpretRead(ParsedEvent(event)) else {
            throw DecodeError("this version folds no reads of \(settings.provider.name)")
        }
        return reading
    case .statement, .decision:
        throw DecodeError(
            "the event is a \(event.kind.rawValue), which is not in a provider's format")
    }
}
