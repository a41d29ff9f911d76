import Events

/// Uphold (classic): thin events that name objects and carry no amount.
enum UpholdFacts {
    private static let causeID = JSONPath(steps: ["payload", "context", "transaction", "id"])
    private static let status = JSONPath(steps: ["payload", "status"])
    private static let userID = JSONPath(steps: ["userId"])

    static func interpret(_ event: ParsedEvent) throws(DecodeError) -> Interpretation {
        let body = event.body
        var reading = Interpretation(
            statedTime: Body.statedTime(body[UpholdEnvelope.createdAt], .rfc3339))
        switch event.type {
        case "card:updated": try readCard(body, &reading)
        case "transaction:status:updated": try readStatus(body, &reading)
        case "oauth-authorization:revoked": try readRevocation(body, &reading)
        default: reading.isKnownType = false
        }
        return reading
    }

    private static func readCard(
        _ body: Body, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let cardID = try body.requiredIdentifier(UpholdEnvelope.objectID)
        reading.stream = EventStream(kind: .card, id: cardID)
        var card = CardFact(cardID: cardID)
        card.holderID = body.identifierIfValid(userID)
        reading.facts.append(.card(card))
        guard let causeID = try body.identifier(causeID) else {
            reading.lacksTransactionID = true
            return
        }
        reading.facts.append(
            .reference(TransactionReference(transactionID: causeID, cardID: cardID)))
    }

    private static func readStatus(
        _ body: Body, _ reading: inout Interpretation
    ) throws(DecodeError) {
        guard let transactionID = try body.identifier(UpholdEnvelope.objectID) else {
            reading.lacksTransactionID = true
            return
        }
        reading.stream = EventStream(kind: .transaction, id: transactionID)
        guard let status = try body.word(status) else {
            throw DecodeError("\(status) is missing or empty")
        }
        var step = TransactionStep(transactionID: transactionID, kind: .statusChanged)
        step.status = status
        reading.facts.append(.transactionStep(step))
    }

    /// Reads for the user will fail; the authorization's own id stands in where no user is named.
    private static func readRevocation(
        _ body: Body, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let user = try body.identifier(userID)
        reading.stream = user.map { EventStream(kind: .user, id: $0) }
        let subjectID =
            if let user { user } else { try body.requiredIdentifier(UpholdEnvelope.objectID) }
        reading.facts.append(.accessRevoked(AccessRevocation(subjectID: subjectID)))
    }
}
