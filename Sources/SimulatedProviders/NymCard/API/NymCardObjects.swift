package import Events
package import Programs
import ProviderAPI

/// What nCore's API tells of a program: the objects that it reads, in the provider's terms.
///
/// The field lists of these objects are not published; those here are assumed from the webhooks.
package protocol NymCardProgramReading: Sendable {
    func nymcardAccount(_ id: String) -> NymCardAccountObject?
    func nymcardCard(_ id: String) -> NymCardCardObject?
    /// In the order in which they began.
    func nymcardTransactions() -> [NymCardTransactionObject]
}

package struct NymCardAccountObject: Hashable, Sendable {
    package var id: String
    /// Posted less holds.
    package var available: SimulatedMoney
    package var current: SimulatedMoney
    package var status: String

    package init(
        id: String, available: SimulatedMoney, current: SimulatedMoney, status: String = "ACTIVE"
    ) {
        self.id = id
        self.available = available
        self.current = current
        self.status = status
    }

    var json: JSONBody {
        [
            "id": .string(id), "currency": .string(current.currency),
            "available_balance": .number(available.shortDecimal),
            "current_balance": .number(current.shortDecimal), "status": .string(status),
        ]
    }
}

package struct NymCardCardObject: Hashable, Sendable {
    package var id: String
    package var userID: String
    package var accountID: String
    /// `INACTIVE`, `ACTIVE`, `SUSPENDED` or `TERMINATED`.
    package var status: String
    package var last4: String
    /// The card that stands in for a terminated one.
    package var replacementID: String?

    package init(
        id: String, userID: String, accountID: String, status: String, last4: String,
        replacementID: String? = nil
    ) {
        self.id = id
        self.userID = userID
        self.accountID = accountID
        self.status = status
        self.last4 = last4
        self.replacementID = replacementID
    }

    var json: JSONBody {
        [
            "id": .string(id), "user_id": .string(userID), "account_id": .string(accountID),
            "card_type": "VIRTUAL", "status": .string(status), "last4": .string(last4),
            "replacement_card_id": .optional(replacementID),
        ]
    }
}

package struct NymCardTransactionObject: Hashable, Sendable {
    package var id: String
    package var type: String
    package var cardID: String?
    package var userID: String?
    package var accountID: String
    package var amount: SimulatedMoney
    package var held: SimulatedMoney
    package var cleared: SimulatedMoney
    package var merchant: String?
    /// `AUTHORIZED`, `CLEARED` and so on.
    package var status: String
    package var statusCode: String
    package var originalTransactionID: String?
    package var createdAt: Timestamp

    package init(
        id: String, type: String, cardID: String? = nil, userID: String? = nil, accountID: String,
        amount: SimulatedMoney, held: SimulatedMoney, cleared: SimulatedMoney,
        merchant: String? = nil, status: String, statusCode: String = "0000",
        originalTransactionID: String? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.type = type
        self.cardID = cardID
        self.userID = userID
        self.accountID = accountID
        self.amount = amount
        self.held = held
        self.cleared = cleared
        self.merchant = merchant
        self.status = status
        self.statusCode = statusCode
        self.originalTransactionID = originalTransactionID
        self.createdAt = createdAt
    }

    var json: JSONBody {
        [
            "id": .string(id), "transaction_type": .string(type), "card_id": .optional(cardID),
            "user_id": .optional(userID), "account_id": .string(accountID),
            "transaction_amount": .number(amount.shortDecimal),
            "transaction_currency": .string(amount.currency),
            "held_amount": .number(held.shortDecimal),
            "cleared_amount": .number(cleared.shortDecimal),
            "merchant_name": .optional(merchant), "status": .string(status),
            "status_code": .string(statusCode),
            "status_description": .string(statusCode == "0000" ? "approved" : "declined"),
            "original_transaction_id": .optional(originalTransactionID),
            "created": .string(createdAt.isoMilliseconds),
        ]
    }
}
