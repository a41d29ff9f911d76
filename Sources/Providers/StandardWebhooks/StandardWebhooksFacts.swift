import Events
import Money

/// Standard Webhooks fixes no payloads: each type is read as the source's settings map it.
enum StandardWebhooksFacts {
    static func interpret(
        _ delivery: Delivery, _ settings: ProviderSettings
    ) throws(DecodeError) -> Interpretation {
        var reading = Interpretation(
            statedTime: Body.statedTime(
                delivery.body[StandardWebhooksEnvelope.time(settings.dialect)], .rfc3339))
        if let mapping = settings.eventMappings[delivery.type] {
            try MappedEvent(
                body: Body(delivery.body.root, mapping.fields), mapping: mapping,
                createdAt: delivery.createdAt
            ).read(&reading)
        } else if settings.dialect == .upholdEnterprise {
            try UpholdEnterpriseFacts.read(delivery, &reading)
        } else {
            reading.isKnownType = false
        }
        return reading
    }
}
