import Events
package import Money

/// What an operator decides about the books: a `decision` event of the log.
///
/// ```json
/// {"decision":"release-hold","transaction_id":"txn-1","actor":"anna","reason":"never cleared"}
/// ```
package struct Decision: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// The hold of a transaction ends, in full or by an amount.
        case releaseHold(transactionID: String, amount: MonetaryAmount?)
        /// A transaction is the clearing or the refund of another.
        case linkTransactions(LinkedTransactions)
        /// Money is booked on an account against a house account.
        case adjust(Adjustment)
    }

    package var content: Content
    /// Who decided.
    package var actor: String
    package var reason: String

    package init(_ content: Content, actor: String, reason: String) {
        self.content = content
        self.actor = actor
        self.reason = reason
    }

    /// The decision's word: the type of its event.
    package var word: String {
        switch content {
        case .releaseHold: "release-hold"
        case .linkTransactions: "link-transactions"
        case .adjust: "adjust"
        }
    }

    /// Every word that `interpret(decision:)` knows.
    package static let words = ["release-hold", "link-transactions", "adjust"]

    /// What the decision is about: a transaction or an account.
    package var subject: String {
        switch content {
        case .releaseHold(let transactionID, _): transactionID
        case .linkTransactions(let link): link.transactionID
        case .adjust(let adjustment): adjustment.account.id
        }
    }
}

/// That one transaction goes on with another under an id of its own.
package struct LinkedTransactions: Hashable, Sendable {
    package enum Relation: String, Hashable, Sendable, CaseIterable {
        /// It is the clearing of the original: what the original holds is released, so that no
        /// money is booked twice.
        case clearing
        /// It is a refund of the original, whose hold, if there is one, stays.
        case refund
    }

    package var transactionID: String
    package var originalID: String
    package var relation: Relation
    /// What of the original's hold ends; nil for all.
    package var released: MonetaryAmount?

    package init(
        transactionID: String, originalID: String, relation: Relation = .clearing,
        released: MonetaryAmount? = nil
    ) {
        self.transactionID = transactionID
        self.originalID = originalID
        self.relation = relation
        self.released = released
    }
}

/// Balanced entries between an account of the provider's and a house account.
package struct Adjustment: Hashable, Sendable {
    package enum Account: Hashable, Sendable {
        case account(String)
        case card(String)

        package var id: String {
            switch self {
            case .account(let id), .card(let id): id
            }
        }
    }

    /// The house account on the other side.
    package enum House: String, Hashable, Sendable, CaseIterable {
        case external, fees, funding, network, exchange
    }

    package var account: Account
    /// Signed from the holder's view: below zero takes money from the account.
    package var amount: MonetaryAmount
    package var against: House

    package init(account: Account, amount: MonetaryAmount, against: House = .external) {
        self.account = account
        self.amount = amount
        self.against = against
    }
}

extension Decision {
    /// The body of its event: one text for equal decisions, whoever writes it.
    ///
    /// The time of the decision stands beside it in the log, so that a repeated call is a
    /// duplicate.
    package var body: String {
        JSONWriter.object { object in
            object.string("decision", word)
            switch content {
            case .releaseHold(let transactionID, let amount):
                object.string("transaction_id", transactionID)
                object.money(amount)
            case .linkTransactions(let link):
                object.string("transaction_id", link.transactionID)
                object.string("original_id", link.originalID)
                object.string("relation", link.relation.rawValue)
                object.money(link.released)
            case .adjust(let adjustment):
                switch adjustment.account {
                case .account(let id): object.string("account_id", id)
                case .card(let id): object.string("card_id", id)
                }
                object.money(adjustment.amount)
                object.string("against", adjustment.against.rawValue)
            }
            object.string("actor", actor)
            object.string("reason", reason)
        }
    }
}

extension JSONObjectWriter {
    fileprivate mutating func money(_ money: MonetaryAmount?) {
        guard let money else { return }
        amount("amount", money.amount)
        string("currency", money.currency.code)
    }
}
