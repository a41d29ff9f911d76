import Events
import Money

/// What a load, unload, fee, transfer, conversion or adjustment does to accounts, before it is
/// known whether it is pending or posted.
///
/// The legs sum to zero in each currency.
struct MoneyMovement: Hashable {
    struct Leg: Hashable {
        let account: AccountReference
        let amount: Amount
    }

    /// At most four; the place is the leg's side.
    let legs: [Leg]
    /// What the step states: the money that it moves.
    let money: MonetaryAmount

    /// Nil for a step that moves nothing: another kind, or no amount.
    init?(_ step: TransactionStep, _ parties: TransactionParties) throws(MoneyError) {
        guard let money = step.amount ?? step.counterpartyAmount else { return nil }
        self.money = money
        let (currency, amount) = (money.currency, money.amount)
        let holder = parties.holder(currency)
        switch step.kind {
        case .credited:
            legs = try MoneyMovement.pair(amount, holder, .house(.funding, currency))
        case .debited:
            legs = try MoneyMovement.pair(amount.negated(), holder, .house(.funding, currency))
        case .charged:
            legs = try MoneyMovement.pair(amount.negated(), holder, .house(.fees, currency))
        case .transferred:
            let received = step.counterpartyAmount ?? money
            let destination = parties.counterparty(step, received.currency)
            legs = try MoneyMovement.across(money, holder, received, destination)
        case .converted:
            guard let received = step.counterpartyAmount else {
                legs = try MoneyMovement.pair(
                    amount.negated(), holder, .house(.exchange, currency))
                return
            }
            let destination =
                step.counterpartyAccountID == nil
                ? parties.holder(received.currency)
                : parties.counterparty(step, received.currency)
            legs = try MoneyMovement.across(money, holder, received, destination)
        case .adjusted:
            let kind = step.counterpartyAccountID.flatMap(AccountKind.init(houseID:))
            legs = try MoneyMovement.pair(amount, holder, .house(kind ?? .external, currency))
        case .authorized, .incremented, .creditAuthorized, .declined, .cleared, .reversed, .expired,
            .refunded,
            .statusChanged, .released, .linked:
            return nil
        }
    }

    var currency: Currency { money.currency }

    private init(legs: [Leg], money: MonetaryAmount) {
        self.legs = legs
        self.money = money
    }

    /// The movement of so much less; nil when nothing is left of it.
    ///
    /// It is taken from the holder's leg, which is the first, and from the legs opposite to it in
    /// the same currency, a fee last. What a conversion gives in the other currency stays as it is
    /// stated: how much of it the rest is worth is not known.
    func reduced(by amount: Amount) throws(MoneyError) -> MoneyMovement? {
        guard let holder = legs.first, try amount < money.amount.magnitude else { return nil }
        var reduced = legs
        var rest = amount
        for (place, leg) in legs.enumerated() where leg.account.key.currency == currency {
            let isOpposite = leg.amount.isNegative != holder.amount.isNegative
            guard place == 0 || isOpposite else { continue }
            let part = try min(place == 0 ? amount : rest, leg.amount.magnitude)
            let change = leg.amount.isNegative ? part : try part.negated()
            reduced[place] = Leg(account: leg.account, amount: try leg.amount.adding(change))
            if place > 0 { rest = try rest.subtracting(part) }
        }
        let sign = money.amount.isNegative ? amount : try amount.negated()
        return MoneyMovement(
            legs: reduced,
            money: MonetaryAmount(amount: try money.amount.adding(sign), currency: currency))
    }

    private static func pair(
        _ amount: Amount, _ account: AccountReference, _ other: AccountReference
    ) throws(MoneyError) -> [Leg] {
        [
            Leg(account: account, amount: amount),
            Leg(account: other, amount: try amount.negated()),
        ]
    }

    /// From an account to another, through `@exchange` when the currency changes.
    ///
    /// Where less of the same currency arrives than was sent, the difference is a fee.
    private static func across(
        _ sent: MonetaryAmount, _ origin: AccountReference,
        _ received: MonetaryAmount, _ destination: AccountReference
    ) throws(MoneyError) -> [Leg] {
        let leaving = Leg(account: origin, amount: try sent.amount.negated())
        let arriving = Leg(account: destination, amount: received.amount)
        guard sent.currency != received.currency else {
            let fee = try sent.amount.subtracting(received.amount)
            let fees = Leg(account: .house(.fees, sent.currency), amount: fee)
            return fee.isZero ? [leaving, arriving] : [leaving, arriving, fees]
        }
        let sold = Leg(account: .house(.exchange, sent.currency), amount: sent.amount)
        let bought = Leg(
            account: .house(.exchange, received.currency), amount: try received.amount.negated())
        return [leaving, arriving, sold, bought]
    }
}
