import Events

/// Uphold (classic): one envelope for every type.
///
/// `retries` stands inside the signed body, so that each retry has other bytes; whether `createdAt`
/// is kept on a retry is not known. Neither belongs to the content that identifies the event.
enum UpholdEnvelope {
    static let id = JSONPath(steps: ["id"])
    static let type = JSONPath(steps: ["type"])
    static let createdAt = JSONPath(steps: ["createdAt"])
    static let retries = JSONPath(steps: ["retries"])
    static let objectID = JSONPath(steps: ["payload", "id"])

    static func read(_ body: Body, _ bytes: [UInt8]) throws(DecodeError) -> Envelope {
        Envelope(
            identity: .stated(try body.requiredStatedIdentifier(id)),
            type: try body.eventType(type),
            subject: body.identifierIfValid(objectID),
            createdAt: Body.time(body[createdAt], .rfc3339),
            attempt: try Body.attempt(body[retries]),
            content: Body.content(
                of: bytes, without: [body.root["retries"], body.root["createdAt"]]))
    }
}
