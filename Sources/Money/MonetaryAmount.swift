/// An exact amount of one currency or asset.
///
/// The amount's scale is at least the currency's own: 12.5 USD is held as 1250 at scale 2, and
/// 12.505 USD keeps its third digit.
package struct MonetaryAmount: Hashable, Sendable {
    package let amount: Amount
    package let currency: Currency

    package init(amount: Amount, currency: Currency) {
        self.amount = amount
        self.currency = currency
    }
}
