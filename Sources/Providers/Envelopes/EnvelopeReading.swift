package import Events

/// What the intake finds in the body of an authentic delivery.
package enum EnvelopeReading: Hashable, Sendable {
    case event(Envelope)
    /// Kept with a position of its own all the same; the reason is one line for a person.
    case undecodable(reason: String)
    /// A test of the connection, not an event.
    case ping
}

/// Reads the envelope of an authentic delivery: enough to identify and order the event.
package func readEnvelope(
    of request: WebhookRequest, settings: ProviderSettings
) -> EnvelopeReading {
    guard !request.body.isEmpty else { return .ping }
    do {
        let body = Body(try Body.root(of: request.body), settings.fieldMap)
        return switch settings.provider {
        case .uphold: .event(try UpholdEnvelope.read(body, request.body))
        case .agentcard: .event(try AgentCardEnvelope.read(body))
        case .nymcard: try NymCardEnvelope.read(body, request, settings)
        case .standardWebhooks:
            .event(try StandardWebhooksEnvelope.read(body, request, settings))
        }
    } catch {
        return .undecodable(reason: error.reason)
    }
}
