package import Events
package import Programs

/// Bodies for the Standard Webhooks format: the recommended one, and those of Uphold's enterprise
/// platform, which carry whole objects.
package enum StandardWebhooksPayload {
    /// `type`, `timestamp`, `data`, as the specification recommends.
    package static func recommended(
        type: String, data: JSONBody, at time: Timestamp
    ) -> JSONBody {
        ["type": .string(type), "timestamp": .string(time.isoMilliseconds), "data": data]
    }

    /// `core.account.balance-changed`, with both balances of the account.
    package static func balanceChanged(
        id: String, accountID: String, ownerID: String, total: SimulatedMoney,
        available: SimulatedMoney, at time: Timestamp
    ) -> JSONBody {
        core(
            "core.account.balance-changed", id: id, at: time,
            data: [
                "account": [
                    "id": .string(accountID), "ownerId": .string(ownerID), "label": "Demo",
                    "asset": .string(total.currency),
                    "balance": [
                        "total": .string(total.decimal), "available": .string(available.decimal),
                    ],
                    "createdAt": .string(time.isoMilliseconds),
                    "updatedAt": .string(time.isoMilliseconds),
                ]
            ])
    }

    /// `core.transaction.status-changed`; `status` is `processing`, `on-hold`, `completed` or
    /// `failed`.
    package static func transactionStatusChanged(
        id: String, transactionID: String, status: String, amount: SimulatedMoney,
        originAccountID: String, destinationAccountID: String, at time: Timestamp
    ) -> JSONBody {
        func side(_ accountID: String) -> JSONBody {
            [
                "asset": .string(amount.currency), "amount": .string(amount.decimal),
                "rate": "1", "node": ["type": "account", "id": .string(accountID)],
            ]
        }
        return core(
            "core.transaction.status-changed", id: id, at: time,
            data: [
                "transaction": [
                    "id": .string(transactionID), "status": .string(status),
                    "origin": side(originAccountID), "destination": side(destinationAccountID),
                    "denomination": [
                        "asset": .string(amount.currency), "amount": .string(amount.decimal),
                        "rate": "1", "target": "origin",
                    ],
                    "fees": .array([]), "createdAt": .string(time.isoMilliseconds),
                    "updatedAt": .string(time.isoMilliseconds),
                ]
            ])
    }

    private static func core(
        _ type: String, id: String, at time: Timestamp, data: JSONBody
    ) -> JSONBody {
        [
            "id": .string(id), "type": .string(type), "createdAt": .string(time.isoMilliseconds),
            "data": data,
        ]
    }
}
