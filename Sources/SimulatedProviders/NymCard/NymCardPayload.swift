package import Events
package import Programs

/// Bodies of NymCard nCore: upper-case type in `event`, snake case, no common envelope.
///
/// Only the user, identity and charge events have a published field list. The others are assumed,
/// with the field names that the receiver maps when nothing else is configured.
package enum NymCardPayload {
    /// What a card, account and user are called.
    package struct Holder: Hashable, Sendable {
        package var userID: String
        package var cardID: String
        package var accountID: String

        package init(userID: String, cardID: String, accountID: String) {
            self.userID = userID
            self.cardID = cardID
            self.accountID = accountID
        }
    }

    /// One `TRANSACTION` event.
    package struct Transaction: Sendable {
        package enum MessageType: String, Sendable {
            case authorization = "AUTHORIZATION"
            case clearing = "CLEARING"
            case api = "API"
        }

        package var id: String
        package var messageType: MessageType
        /// For example `PURCHASE`, `REFUND`, `REVERSAL`, `WALLET_CREDIT`.
        package var type: String
        /// In the currency of the purchase; nil: not stated.
        package var amount: SimulatedMoney?
        /// In the account's currency, where it differs.
        package var billing: SimulatedMoney?
        /// After the transaction.
        package var availableBalance: SimulatedMoney?
        package var merchant: String?
        /// Merchant category code.
        package var mcc: String?
        package var statusCode = "0000"
        package var statusDescription = "approved"
        package var originalTransactionID: String?
        /// The other side of a `WALLET_TRANSFER`.
        package var counterpartyAccountID: String?
        package var createdAt: Timestamp

        package init(
            id: String, messageType: MessageType, type: String, amount: SimulatedMoney?,
            createdAt: Timestamp
        ) {
            self.id = id
            self.messageType = messageType
            self.type = type
            self.amount = amount
            self.createdAt = createdAt
        }
    }

    package static func transaction(_ transaction: Transaction, _ holder: Holder) -> JSONBody {
        var members: [(key: String, value: JSONBody)] = [
            ("event", "TRANSACTION"), ("id", .string(transaction.id)),
            ("message_type", .string(transaction.messageType.rawValue)),
            ("transaction_type", .string(transaction.type)),
            ("card_id", .string(holder.cardID)), ("user_id", .string(holder.userID)),
            ("account_id", .string(holder.accountID)),
        ]
        func add(_ name: String, _ value: String?) {
            if let value { members.append((name, .string(value))) }
        }
        func add(_ name: String, _ money: SimulatedMoney?, currency: String) {
            guard let money else { return }
            members.append((name, .number(money.shortDecimal)))
            members.append((currency, .string(money.currency)))
        }
        add("transaction_amount", transaction.amount, currency: "transaction_currency")
        add("billing_amount", transaction.billing, currency: "billing_currency")
        add("available_balance", transaction.availableBalance, currency: "balance_currency")
        add("merchant_name", transaction.merchant)
        add("mcc", transaction.mcc)
        add("status_code", transaction.statusCode)
        add("status_description", transaction.statusDescription)
        add("original_transaction_id", transaction.originalTransactionID)
        add("counterparty_account_id", transaction.counterpartyAccountID)
        add("created", transaction.createdAt.isoMilliseconds)
        return .object(members)
    }

    /// An authorization that aged out: the rest of its hold is returned.
    package static func expiredAuthorization(
        transactionID: String, _ holder: Holder, at time: Timestamp
    ) -> JSONBody {
        [
            "event": "EXPIRED_AUTH", "id": .string(transactionID),
            "card_id": .string(holder.cardID), "user_id": .string(holder.userID),
            "account_id": .string(holder.accountID), "created": .string(time.isoMilliseconds),
        ]
    }

    /// States no time, as the published sample does not.
    package static func chargeApplied(
        id: String, amount: SimulatedMoney, description: String, type: String, _ holder: Holder
    ) -> JSONBody {
        [
            "event": "CHARGE_APPLIED",
            "charge_applied": [
                "id": .string(id), "description": .string(description),
                "currency": .string(amount.currency), "amount": .number(amount.shortDecimal),
                "card_id": .string(holder.cardID), "account_id": .string(holder.accountID),
                "charge_id": .string("CHARGE_" + type), "charge_type": .string(type),
            ],
        ]
    }

    package static func cardCreated(_ holder: Holder, last4: String, at time: Timestamp) -> JSONBody
    {
        [
            "event": "SUCCESSFULLY_CREATED", "card_id": .string(holder.cardID),
            "account_id": .string(holder.accountID), "user_id": .string(holder.userID),
            "card_type": "VIRTUAL", "status": "INACTIVE", "last4": .string(last4),
            "expiry": "12/29", "created": .string(time.isoMilliseconds),
        ]
    }

    package static func cardStatusChange(
        _ holder: Holder, from old: String, to new: String, at time: Timestamp
    ) -> JSONBody {
        [
            "event": "CARD_STATUS_CHANGE", "card_id": .string(holder.cardID),
            "account_id": .string(holder.accountID), "user_id": .string(holder.userID),
            "old_status": .string(old), "new_status": .string(new),
            "new_status_reason_code": "A0", "created": .string(time.isoMilliseconds),
        ]
    }

    /// An event without money, of a type whose payload is not published.
    ///
    /// `cardID` nil: it is about the user.
    package static func activity(
        _ type: String, userID: String, cardID: String?, status: String?, at time: Timestamp
    ) -> JSONBody {
        var members: [(key: String, value: JSONBody)] = [("event", .string(type))]
        if let cardID { members.append(("card_id", .string(cardID))) }
        members.append(("user_id", .string(userID)))
        if let status { members.append(("status", .string(status))) }
        members.append(("created", .string(time.isoMilliseconds)))
        return .object(members)
    }

    package static func accountStatusChange(
        _ holder: Holder, to status: String, at time: Timestamp
    ) -> JSONBody {
        [
            "event": "ACCOUNT_STATUS_CHANGE", "account_id": .string(holder.accountID),
            "user_id": .string(holder.userID), "new_status": .string(status),
            "created": .string(time.isoMilliseconds),
        ]
    }

    package static func userCreated(userID: String, at time: Timestamp) -> JSONBody {
        [
            "event": "USER_CREATED", "user_id": .string(userID), "user_type": "INDIVIDUAL",
            "created": .string(time.isoMilliseconds),
        ]
    }

    package static func identityResult(userID: String, at time: Timestamp) -> JSONBody {
        [
            "event": "KYC_RESULT", "kyc_policy": "UAE_INDIVIDUAL_PRIMARY",
            "kyc_id": .string("kyc-" + userID), "user_id": .string(userID),
            "note": "service.kyc.simulation", "old_status": "SUBMITTED", "status": "PASS",
            "status_code": "P0", "status_description": "service.kyc.simulation",
            "created": .string(time.isoMilliseconds), "modified": .string(time.isoMilliseconds),
        ]
    }

    package static func userStatusChange(userID: String, at time: Timestamp) -> JSONBody {
        [
            "event": "USER_STATUS_CHANGE", "user_id": .string(userID),
            "old_status": "PENDINGKYC", "new_status": "ACTIVE",
            "old_status_reason_code": "I0", "new_status_reason_code": "A0",
            "user_type": "INDIVIDUAL", "note": "service.kyc.simulation",
            "created": .string(time.isoMilliseconds),
        ]
    }
}
