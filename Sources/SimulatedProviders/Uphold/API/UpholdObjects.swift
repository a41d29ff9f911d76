package import Events
package import Programs
import ProviderAPI

/// What Uphold's classic API tells of its users' wallets: cards with their balances, and the
/// transactions that moved them.
package protocol UpholdProgramReading: Sendable {
    /// In the order in which they were made.
    func upholdCards() -> [UpholdCardObject]
    func upholdCard(_ id: String) -> UpholdCardObject?
    /// Committed ones, in the order in which they began; of one card, or of all.
    func upholdTransactions(ofCard cardID: String?) -> [UpholdTransactionObject]
    func upholdTransaction(_ id: String) -> UpholdTransactionObject?
}

package struct UpholdCardObject: Hashable, Sendable {
    package var id: String
    package var label: String
    /// With pending transactions.
    package var balance: SimulatedMoney
    package var available: SimulatedMoney
    package var lastTransactionAt: Timestamp?
    /// By the network's name.
    package var addresses: [String: String]

    package init(
        id: String, label: String, balance: SimulatedMoney, available: SimulatedMoney,
        lastTransactionAt: Timestamp?, addresses: [String: String] = [:]
    ) {
        self.id = id
        self.label = label
        self.balance = balance
        self.available = available
        self.lastTransactionAt = lastTransactionAt
        self.addresses = addresses
    }

    /// `normalized` is left empty: the simulator knows no rates.
    var json: JSONBody {
        let addresses = addresses.sorted { $0.key < $1.key }
        return [
            "id": .string(id), "label": .string(label), "currency": .string(balance.currency),
            "balance": .string(balance.decimal), "available": .string(available.decimal),
            "lastTransactionAt": .optional(lastTransactionAt?.isoMilliseconds),
            "normalized": .array([]),
            "address": .object(addresses.map { ($0.key, .string($0.value)) }),
            "settings": ["position": .integer(1), "protected": false, "starred": false],
        ]
    }
}

package struct UpholdTransactionObject: Hashable, Sendable {
    /// One side of a transaction.
    package struct Side: Hashable, Sendable {
        /// Nil: outside of Uphold.
        package var cardID: String?
        package var amount: SimulatedMoney

        package init(cardID: String?, amount: SimulatedMoney) {
            self.cardID = cardID
            self.amount = amount
        }

        fileprivate func json(_ outside: String) -> JSONBody {
            var members: [(key: String, value: JSONBody)] = []
            if let cardID { members.append(("CardId", .string(cardID))) }
            members += [
                ("amount", .string(amount.decimal)), ("base", .string(amount.decimal)),
                ("commission", .string(amount.with(0).decimal)),
                ("currency", .string(amount.currency)), ("fee", .string(amount.with(0).decimal)),
                ("type", .string(cardID == nil ? outside : "card")),
            ]
            return .object(members)
        }
    }

    package var id: String
    /// `deposit`, `transfer` or `withdrawal`.
    package var type: String
    package var status: String
    package var createdAt: Timestamp
    package var origin: Side
    package var destination: Side

    package init(
        id: String, type: String, status: String, createdAt: Timestamp, origin: Side,
        destination: Side
    ) {
        self.id = id
        self.type = type
        self.status = status
        self.createdAt = createdAt
        self.origin = origin
        self.destination = destination
    }

    func moves(_ cardID: String) -> Bool {
        origin.cardID == cardID || destination.cardID == cardID
    }

    var json: JSONBody {
        [
            "id": .string(id), "type": .string(type), "status": .string(status),
            "createdAt": .string(createdAt.isoMilliseconds),
            "denomination": [
                "amount": .string(origin.amount.decimal),
                "currency": .string(origin.amount.currency),
                "pair": .string(origin.amount.currency + destination.amount.currency),
            ],
            "origin": origin.json("external"), "destination": destination.json("external"),
            "fees": .array([]), "message": .null, "network": "uphold", "reference": .null,
            "priority": "normal", "application": .null,
        ]
    }
}
