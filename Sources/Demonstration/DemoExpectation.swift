package import Programs

/// What the service must come to say about one deliberate fault.
package struct DemoExpectation: Hashable, Sendable {
    package enum Sign: Hashable, Sendable {
        /// A finding of this rule.
        case finding(rule: String)
        /// A finding that time alone brings, so many seconds after receipt.
        case laterFinding(rule: String, afterSeconds: Int64)
        /// No finding: the answer to the request says it.
        case answer(DemoDelivery.Answer)
    }

    package var source: String
    package var sign: Sign
    /// The id of the card, account, transaction, event or type that it is about.
    package var subject: String
    /// Signed money in question, holder's view.
    package var amount: SimulatedMoney?
    /// What was done, in one sentence.
    package var fault: String
}

/// The truth about one account: what its provider would tell.
package struct DemoBalance: Hashable, Sendable {
    package var source: String
    /// The account, or the card where the provider keeps balances by card.
    package var accountID: String
    /// What the holder can spend: posted less holds.
    package var available: SimulatedMoney
    package var posted: SimulatedMoney
    package var held: SimulatedMoney
    /// What of `available` comes from events that were never sent.
    ///
    /// The books show `available - unseen`, and a finding of the rule `balance-gap` this amount.
    package var unseen: SimulatedMoney

    package init(
        source: String, accountID: String, available: SimulatedMoney, posted: SimulatedMoney,
        held: SimulatedMoney, unseen: SimulatedMoney
    ) {
        self.source = source
        self.accountID = accountID
        self.available = available
        self.posted = posted
        self.held = held
        self.unseen = unseen
    }
}
