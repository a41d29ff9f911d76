package import Events
package import Programs

/// Bodies of AgentCard: `id`, `type`, `created` in whole seconds, `livemode`, `data`; money in
/// whole cents.
package enum AgentCardPayload {
    package struct Envelope: Hashable, Sendable {
        /// `evt_…`, the same on every retry.
        package var id: String
        package var createdAt: Timestamp
        package var isLive: Bool

        package init(id: String, createdAt: Timestamp, isLive: Bool = false) {
            self.id = id
            self.createdAt = createdAt
            self.isLive = isLive
        }
    }

    package struct Card: Hashable, Sendable {
        package var id: String
        package var holderID: String
        package var last4: String
        package var spendLimitCents: Int64
        /// What can be spent: an authorization lowers it.
        package var balanceCents: Int64

        package init(
            id: String, holderID: String, last4: String, spendLimitCents: Int64,
            balanceCents: Int64
        ) {
            self.id = id
            self.holderID = holderID
            self.last4 = last4
            self.spendLimitCents = spendLimitCents
            self.balanceCents = balanceCents
        }
    }

    package enum TransactionEvent: String, Sendable {
        case authorized = "transaction.authorized"
        case declined = "transaction.declined"
        case cleared = "transaction.cleared"
        case voided = "transaction.voided"

        fileprivate var status: String {
            switch self {
            case .authorized: "PENDING"
            case .declined: "DECLINED"
            case .cleared: "SETTLED"
            case .voided: "REVERSED"
            }
        }
    }

    package struct Transaction: Hashable, Sendable {
        package var id: String
        package var cardID: String
        /// Negative: a refund, announced as cleared.
        package var amountCents: Int64
        package var merchant: String
        /// Merchant category code.
        package var mcc: String
        package var declineReason: String?
        package var originalTransactionID: String?

        package init(
            id: String, cardID: String, amountCents: Int64, merchant: String, mcc: String,
            declineReason: String? = nil, originalTransactionID: String? = nil
        ) {
            self.id = id
            self.cardID = cardID
            self.amountCents = amountCents
            self.merchant = merchant
            self.mcc = mcc
            self.declineReason = declineReason
            self.originalTransactionID = originalTransactionID
        }
    }

    package static func cardholderCreated(holderID: String, _ envelope: Envelope) -> JSONBody {
        body(
            "cardholder.created",
            [
                "id": .string(holderID), "first_name": "Demo", "last_name": "Holder",
                "email": .string("\(holderID)@example.test"), "date_of_birth": "1990-01-01",
                "phone_number": "+15550100",
                "created_at": .string(envelope.createdAt.isoMilliseconds),
            ], envelope)
    }

    package static func cardCreated(_ card: Card, _ envelope: Envelope) -> JSONBody {
        body(
            "card.created",
            [
                "id": .string(card.id), "cardholder_id": .string(card.holderID),
                "last4": .string(card.last4), "expiry": "12/29",
                "spend_limit_cents": .integer(card.spendLimitCents),
                "balance_cents": .integer(card.balanceCents), "status": "OPEN",
                "created_at": .string(envelope.createdAt.isoMilliseconds),
            ], envelope)
    }

    package static func cardUpdated(_ card: Card, _ envelope: Envelope) -> JSONBody {
        body(
            "card.updated",
            [
                "id": .string(card.id), "last4": .string(card.last4), "status": "IN_USE",
                "balance_cents": .integer(card.balanceCents),
                "spend_limit_cents": .integer(card.spendLimitCents),
            ], envelope)
    }

    /// The payload is not published: the card and its balance, as the other events name them.
    package static func balanceLow(_ card: Card, _ envelope: Envelope) -> JSONBody {
        body(
            "balance.low",
            ["card_id": .string(card.id), "balance_cents": .integer(card.balanceCents)], envelope)
    }

    /// A change of a cardholder's data by the program.
    package static func cardholderUpdated(holderID: String, _ envelope: Envelope) -> JSONBody {
        body(
            "cardholder.updated",
            [
                "id": .string(holderID), "first_name": "Demo", "last_name": "Holder",
                "email": .string("\(holderID)@example.test"),
                "updated_fields": .array(["email"]),
            ], envelope)
    }

    /// `reason`: `manual` or `balance_exhausted`.
    package static func cardClosed(
        _ card: Card, reason: String, _ envelope: Envelope
    ) -> JSONBody {
        body(
            "card.closed",
            [
                "id": .string(card.id), "cardholder_id": .string(card.holderID),
                "last4": .string(card.last4), "status": "CLOSED", "reason": .string(reason),
            ], envelope)
    }

    package static func transaction(
        _ event: TransactionEvent, _ transaction: Transaction, _ envelope: Envelope
    ) -> JSONBody {
        var data: [(key: String, value: JSONBody)] = [
            ("id", .string(transaction.id)), ("card_id", .string(transaction.cardID)),
            ("amount_cents", .integer(transaction.amountCents)), ("currency", "USD"),
            ("merchant", .string(transaction.merchant)), ("mcc", .string(transaction.mcc)),
            ("status", .string(event.status)),
            ("type", .string(transaction.amountCents < 0 ? "REFUND" : "AUTHORIZATION")),
        ]
        if let reason = transaction.declineReason {
            data.append(("decline_reason", .string(reason)))
        }
        if let original = transaction.originalTransactionID {
            data.append(("original_transaction_id", .string(original)))
        }
        data.append(("created_at", .string(envelope.createdAt.isoMilliseconds)))
        return body(event.rawValue, .object(data), envelope)
    }

    /// An event of any type, known or not.
    package static func body(
        _ type: String, _ data: JSONBody, _ envelope: Envelope
    ) -> JSONBody {
        [
            "id": .string(envelope.id), "type": .string(type),
            "created": .integer(envelope.createdAt.unixSeconds),
            "livemode": .bool(envelope.isLive), "data": data,
        ]
    }
}
