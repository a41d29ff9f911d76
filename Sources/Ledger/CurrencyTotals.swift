import Money

/// What a transaction's steps add up to in one currency.
struct CurrencyTotals {
    let currency: Currency
    let holder: AccountReference
    let network: AccountReference
    /// Increments included.
    var authorized = Amount.zero
    var reversed = Amount.zero
    var cleared = Amount.zero
    var refunded = Amount.zero
    /// Posted by loads, unloads, fees, transfers and conversions.
    var moved = Amount.zero
    /// The hold that is booked.
    var held = Amount.zero
    var isAuthorized = false
    var isCleared = false

    init(currency: Currency, holder: AccountReference) {
        self.currency = currency
        self.holder = holder
        network = .network(currency)
    }

    /// Authorized and neither reversed nor cleared; below zero when more was cleared.
    var remainder: Amount {
        get throws(MoneyError) {
            try authorized.subtracting(reversed).subtracting(cleared)
        }
    }
}
