import Events
import Money

/// Standard Webhooks fixes no payloads: each type is read as the source maps it, or as the dialect
/// knows it.
enum StandardWebhooksFacts {
    static func interpret(
        _ event: ParsedEvent, _ dialect: StandardWebhooksDialect, _ mappings: [String: EventMapping]
    ) throws(DecodeError) -> Interpretation {
        var reading = Interpretation(
            statedTime: Body.statedTime(event.body[dialect.time], .rfc3339))
        if let mapping = mappings[event.type] {
            try MappedEvent(
                body: event.body.mapped(by: mapping.fields), mapping: mapping,
                createdAt: event.createdAt
            ).read(&reading)
        } else {
            try dialect.read(event, &reading)
        }
        return reading
    }
}
