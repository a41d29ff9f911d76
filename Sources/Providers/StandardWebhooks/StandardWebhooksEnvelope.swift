import Events

/// Standard Webhooks: the id stands in the header, the rest in the body.
///
/// The header's time is that of the attempt, not of the event.
enum StandardWebhooksEnvelope {
    static let type = JSONPath(steps: ["type"])
    static let objectID = JSONPath(steps: ["data", "id"])

    static func read(
        _ body: Body, _ request: WebhookRequest, _ settings: ProviderSettings
    ) throws(DecodeError) -> Envelope {
        let type = try body.eventType(type)
        return Envelope(
            identity: .stated(try id(request, settings)),
            type: type,
            subject: subject(type, body, settings),
            createdAt: Body.time(body[time(settings.dialect)], .rfc3339))
    }

    /// Where the event's own time stands.
    static func time(_ dialect: ProviderSettings.Dialect) -> JSONPath {
        switch dialect {
        case .mapped: JSONPath(steps: ["timestamp"])
        case .upholdEnterprise: JSONPath(steps: ["createdAt"])
        }
    }

    private static func id(
        _ request: WebhookRequest, _ settings: ProviderSettings
    ) throws(DecodeError) -> String {
        let names = StandardWebhooksHeaders.accepted(settings.authentication)
        guard case .complete(let fields) = StandardWebhooksHeaders.read(request, names) else {
            throw DecodeError("the header webhook-id is missing")
        }
        guard (1...Body.identifierByteLimit).contains(fields.id.utf8.count),
            !fields.id.utf8.contains(0)
        else {
            throw DecodeError(
                "the header webhook-id has \(fields.id.utf8.count) bytes, an id has 1 to "
                    + "\(Body.identifierByteLimit)")
        }
        return fields.id
    }

    private static func subject(
        _ type: String, _ body: Body, _ settings: ProviderSettings
    ) -> String? {
        guard let mapping = settings.eventMappings[type] else {
            let object = type.hasPrefix("core.account.") ? "account" : "transaction"
            return settings.dialect == .upholdEnterprise && type.hasPrefix("core.")
                ? body.identifierIfValid(JSONPath(steps: ["data", object, "id"]))
                : body.identifierIfValid(objectID)
        }
        let mapped = Body(body.root, mapping.fields)
        let fields: [Field] = [.transactionID, .cardID, .balanceAccountID, .userID]
        return fields.lazy.compactMap { mapped.identifierIfValid($0) }.first
    }
}
