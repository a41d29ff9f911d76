import Events

/// Reads the envelope of an authentic delivery: enough to identify and order the event.
package func readEnvelope(
    of request: WebhookRequest, settings: ProviderSettings
) -> EnvelopeReading {
    guard !request.body.isEmpty else { return .ping }
    do {
        return try settings.format.readEnvelope(
            of: request, Body(try Body.root(of: request.body)))
    } catch {
        return .undecodable(reason: error.reason)
    }
}
