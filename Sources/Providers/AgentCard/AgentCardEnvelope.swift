import Events

/// AgentCard: one envelope for every type; `id` and `created` stay on a retry.
enum AgentCardEnvelope {
    static let id = JSONPath(steps: ["id"])
    static let type = JSONPath(steps: ["type"])
    static let created = JSONPath(steps: ["created"])
    static let livemode = JSONPath(steps: ["livemode"])
    static let objectID = JSONPath(steps: ["data", "id"])

    static func read(_ body: Body) throws(DecodeError) -> Envelope {
        let type = try body.eventType(type)
        let isTransaction = type.hasPrefix("transaction.")
        return Envelope(
            identity: .stated(try body.requiredStatedIdentifier(id)),
            type: type,
            subject: isTransaction
                ? body.identifierIfValid(.transactionID) : body.identifierIfValid(objectID),
            createdAt: Body.time(body[created], .unixSeconds))
    }
}
