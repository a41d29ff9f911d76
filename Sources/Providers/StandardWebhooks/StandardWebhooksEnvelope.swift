import Events

/// Standard Webhooks: the id stands in the header, the rest in the body.
///
/// The header's time is that of the attempt, not of the event.
struct StandardWebhooksEnvelope {
    let headers: [StandardWebhooksHeaders]
    let dialect: StandardWebhooksDialect
    let mappings: [String: EventMapping]

    func read(_ body: Body, _ request: WebhookRequest) throws(DecodeError) -> Envelope {
        let type = try body.eventType(dialect.type)
        return Envelope(
            identity: .stated(try id(request)),
            type: type,
            subject: subject(type, body),
            createdAt: Body.time(body[dialect.time], .rfc3339))
    }

    private func id(_ request: WebhookRequest) throws(DecodeError) -> String {
        guard case .complete(let fields) = StandardWebhooksHeaders.read(request, headers) else {
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

    private func subject(_ type: String, _ body: Body) -> String? {
        guard let mapping = mappings[type] else { return dialect.subject(type, body) }
        let mapped = body.mapped(by: mapping.fields)
        let fields: [Field] = [.transactionID, .cardID, .balanceAccountID, .userID]
        return fields.lazy.compactMap { mapped.identifierIfValid($0) }.first
    }
}
