import Money

/// What a transaction's steps add up to in one currency.
struct CurrencyTotals {
    let currency: Currency
    let holder: AccountReference
    let network: AccountReference
    /// Increments included.
    var authorized = Amount.zero
    /// Money to come in that was approved.
    var creditAuthorized = Amount.zero
    var reversed = Amount.zero
    /// Released by operators, where they state an amount.
    var released = Amount.zero
    var cleared = Amount.zero
    var refunded = Amount.zero
    /// Posted by loads, unloads, fees, transfers and conversions.
    var moved = Amount.zero
    /// Of `moved`, what loads and original credits brought in.
    var credited = Amount.zero
    /// The hold that is booked.
    var held = Amount.zero
    /// The pending credit that is booked.
    var credit = Amount.zero
    var isAuthorized = false
    var isCleared = false

    init(currency: Currency, holder: AccountReference) {
        self.currency = currency
        self.holder = holder
        network = .network(currency)
    }

    /// Authorized and neither reversed, released nor cleared; below zero when more was cleared.
    var remainder: Amount {
        get throws(MoneyError) {
            try authorized.subtracting(reversed).subtracting(released).subtracting(cleared)
        }
    }

    /// Approved to come in, and neither come in nor taken back.
    ///
    /// A reversal beside a hold is the hold's.
    var awaitedCredit: Amount {
        get throws(MoneyError) {
            let rest = try creditAuthorized.subtracting(refunded).subtracting(credited)
            return try isAuthorized ? rest : rest.subtracting(reversed).subtracting(released)
        }
    }
}
