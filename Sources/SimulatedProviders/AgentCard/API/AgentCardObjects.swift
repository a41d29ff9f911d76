package import Events
import Programs

/// What AgentCard's API tells of an organisation's cards.
package protocol AgentCardProgramReading: Sendable {
    /// In the order in which they were created.
    func agentcardCards() -> [AgentCardCardObject]
    func agentcardCard(_ id: String) -> AgentCardCardObject?
    /// In the order in which they began.
    func agentcardTransactions(ofCard cardID: String) -> [AgentCardTransactionObject]
}

package struct AgentCardCardObject: Hashable, Sendable {
    package var id: String
    package var holderID: String
    package var last4: String
    package var expiry: String
    package var spendLimitCents: Int64
    package var balanceCents: Int64
    /// `OPEN`, `IN_USE`, `PAUSED` or `CLOSED`.
    package var status: String
    package var createdAt: Timestamp

    package init(
        id: String, holderID: String, last4: String, expiry: String = "12/29",
        spendLimitCents: Int64, balanceCents: Int64, status: String, createdAt: Timestamp
    ) {
        self.id = id
        self.holderID = holderID
        self.last4 = last4
        self.expiry = expiry
        self.spendLimitCents = spendLimitCents
        self.balanceCents = balanceCents
        self.status = status
        self.createdAt = createdAt
    }

    /// Camel case, unlike the bodies of webhooks.
    func json(isLive: Bool) -> JSONBody {
        [
            "id": .string(id), "cardholderId": .string(holderID), "last4": .string(last4),
            "expiry": .string(expiry), "spendLimitCents": .integer(spendLimitCents),
            "balanceCents": .integer(balanceCents), "status": .string(status),
            "createdAt": .string(createdAt.isoMilliseconds), "mode": isLive ? "live" : "test",
        ]
    }
}

package struct AgentCardTransactionObject: Hashable, Sendable {
    package var id: String
    package var amountCents: Int64
    package var merchant: String
    /// `PENDING`, `SETTLED`, `DECLINED`, `REVERSED`, `EXPIRED` or `REFUNDED`.
    package var status: String
    package var createdAt: Timestamp

    package init(
        id: String, amountCents: Int64, merchant: String, status: String, createdAt: Timestamp
    ) {
        self.id = id
        self.amountCents = amountCents
        self.merchant = merchant
        self.status = status
        self.createdAt = createdAt
    }

    var json: JSONBody {
        [
            "id": .string(id), "amountCents": .integer(amountCents),
            "merchant": .string(merchant), "description": .string(merchant),
            "status": .string(status), "eventType": "AUTHORIZATION", "source": "card",
            "createdAt": .string(createdAt.isoMilliseconds),
        ]
    }
}
