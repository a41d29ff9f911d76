package import Events

/// Reads the facts of a logged event of any kind: here each kind has its decoder.
///
/// What a kind's decoder does not read is an error, which is kept with the event, never a silence.
package func decode(
    _ event: LoggedEvent, settings: ProviderSettings
) throws(DecodeError) -> Interpretation {
    switch event.kind {
    case .webhook, .fetch: try interpret(event, settings: settings)
    case .statement: throw DecodeError("this version folds no statements")
    case .decision: try interpret(decision: event)
    }
}
