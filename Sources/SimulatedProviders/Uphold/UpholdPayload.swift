package import Events
package import Programs

/// Bodies of Uphold's classic API: thin, ids only, one envelope for every type.
package enum UpholdPayload {
    /// What every notification carries beside its payload.
    package struct Envelope: Hashable, Sendable {
        /// A UUID, the same on every retry.
        package var id: String
        package var userID: String
        package var createdAt: Timestamp
        /// Raised by each retry, inside the signed body.
        package var retries: Int64

        package init(id: String, userID: String, createdAt: Timestamp, retries: Int64 = 0) {
            self.id = id
            self.userID = userID
            self.createdAt = createdAt
            self.retries = retries
        }
    }

    /// `transactionID` nil: the context names none, which it always should.
    package static func cardUpdated(
        cardID: String, transactionID: String?, _ envelope: Envelope
    ) -> JSONBody {
        let context: JSONBody =
            transactionID.map { ["transaction": ["id": .string($0)]] } ?? .object([])
        return body(
            "card:updated", ["context": context, "id": .string(cardID)], envelope)
    }

    package static func transactionStatusUpdated(
        transactionID: String, status: String, _ envelope: Envelope
    ) -> JSONBody {
        body(
            "transaction:status:updated",
            ["id": .string(transactionID), "status": .string(status)], envelope)
    }

    package static func authorizationRevoked(
        authorizationID: String, _ envelope: Envelope
    ) -> JSONBody {
        body("oauth-authorization:revoked", ["id": .string(authorizationID)], envelope)
    }

    private static func body(
        _ type: String, _ payload: JSONBody, _ envelope: Envelope
    ) -> JSONBody {
        [
            "createdAt": .string(envelope.createdAt.isoMilliseconds), "id": .string(envelope.id),
            "payload": payload, "retries": .integer(envelope.retries), "type": .string(type),
            "userId": .string(envelope.userID),
        ]
    }
}
