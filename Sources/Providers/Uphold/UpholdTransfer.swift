import Events
import Money

/// One side of an Uphold transaction.
struct UpholdSide {
    /// The card or account inside the program; nil for a bank, a network or a stranger.
    var accountID: String?
    /// Fees and commission included.
    var amount: MonetaryAmount?
    /// As stated; that of the origin is the inverse of that of the destination.
    var rate: String?
}

/// A transaction of Uphold's as both platforms tell it: from an origin to a destination.
///
/// One side outside of the program makes it a load or an unload. Two sides are a transfer; in two
/// currencies it is a conversion, with the rate as it is stated. There is no type for an exchange.
struct UpholdTransfer {
    var transactionID: String
    var status: String
    var origin: UpholdSide
    var destination: UpholdSide

    var step: TransactionStep {
        var step = TransactionStep(transactionID: transactionID, kind: .statusChanged)
        step.status = status
        switch (origin.accountID, destination.accountID) {
        case (let from?, let to?):
            let isConversion =
                origin.amount.map { $0.currency != destination.amount?.currency } ?? false
                && destination.amount != nil
            step.kind = isConversion ? .converted : .transferred
            step.accountID = from
            step.counterpartyAccountID = to
            step.amount = origin.amount
            step.counterpartyAmount = destination.amount
        case (let from?, nil):
            step.kind = .debited
            step.accountID = from
            step.amount = origin.amount
            step.counterpartyAmount = destination.amount
        case (nil, let to?):
            step.kind = .credited
            step.accountID = to
            step.amount = destination.amount
        case (nil, nil): break
        }
        if origin.amount?.currency != destination.amount?.currency { step.rate = origin.rate }
        return step
    }
}

extension Body {
    /// The amount at a place in the asset at another; nil where no amount is stated.
    func upholdAmount(
        _ amount: JSONPath, asset: JSONPath
    ) throws(DecodeError) -> MonetaryAmount? {
        guard let located = self[amount] else { return nil }
        guard let currency = try Body.currency(self[asset]) else {
            throw DecodeError(
                "\(located.path) states an amount, and \(asset) states no asset for it")
        }
        return try Body.money(located, currency, .decimalText, .notNegative)
    }
}
