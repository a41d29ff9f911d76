import Events

/// NymCard nCore: no common envelope; the type stands in `event`.
///
/// Where a notification's own id travels is not published. The body's `id` is the transaction's
/// token, which authorization, clearing and expiry share: never the id of an event.
enum NymCardEnvelope {
    static let event = JSONPath(steps: ["event"])
    static let chargeID = JSONPath(steps: ["charge_applied", "id"])
    private static let assumedIDs = [
        JSONPath(steps: ["notification_id"]), JSONPath(steps: ["event_token"]),
    ]

    static func read(
        _ body: Body, _ request: WebhookRequest, notificationIDHeader: String?
    ) throws(DecodeError) -> EnvelopeReading {
        let type = try body.eventType(event)
        // The form of the provider's own ping is not published; this name is an assumption.
        guard type != "PING" else { return .ping }
        let attempt = body[.notificationAttempt]
        return .event(
            Envelope(
                identity: try identity(type, body, request, notificationIDHeader),
                type: type,
                subject: subject(type, body),
                createdAt: Body.time(body[.created], .rfc3339),
                attempt: try Body.attempt(attempt),
                content: attempt.map { Body.content(of: request.body, without: [$0.value]) }))
    }

    private static func identity(
        _ type: String, _ body: Body, _ request: WebhookRequest, _ notificationIDHeader: String?
    ) throws(DecodeError) -> EventIdentity {
        if let header = notificationIDHeader,
            let id = try identifier(request.header(header), named: header)
        {
            return .stated(id)
        }
        for path in body.fields[.notificationID] + assumedIDs {
            if let id = try Body.statedIdentifier(body[path]) { return .stated(id) }
        }
        if type == NymCardEventType.chargeApplied,
            let id = try Body.statedIdentifier(body[chargeID])
        {
            return .stated(id)
        }
        return .derived
    }

    private static func identifier(
        _ reading: WebhookRequest.HeaderReading, named header: String
    ) throws(DecodeError) -> String? {
        switch reading {
        case .missing: return nil
        case .repeated: throw DecodeError(bounded: "the header \(header) is repeated")
        case .once(let text):
            guard !text.isEmpty else { return nil }
            guard text.utf8.count <= Body.identifierByteLimit, !text.utf8.contains(0) else {
                throw DecodeError(
                    bounded: "the header \(header) holds no id of 1 to "
                        + "\(Body.identifierByteLimit) bytes")
            }
            return text
        }
    }

    /// The id of the event's own object.
    private static func subject(_ type: String, _ body: Body) -> String? {
        switch type {
        case NymCardEventType.transaction, NymCardEventType.expiredAuthorization:
            body.identifierIfValid(.transactionID)
        case NymCardEventType.chargeApplied: body.identifierIfValid(chargeID)
        case NymCardEventType.accountStatusChange: body.identifierIfValid(.accountID)
        case NymCardEventType.userStatusChange, NymCardEventType.userCreated,
            NymCardEventType.kycResult, NymCardEventType.userDocumentAlert,
            NymCardEventType.identityVerification:
            body.identifierIfValid(.userID)
        default:
            body.identifierIfValid(.cardID) ?? body.identifierIfValid(.accountID)
                ?? body.identifierIfValid(.userID)
        }
    }
}
