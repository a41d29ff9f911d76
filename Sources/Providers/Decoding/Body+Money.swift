import Events
import Money

extension Body {
    /// Whether an amount may be below zero: balances may, movements carry their direction in
    /// their kind.
    enum Sign { case anySign, notNegative }

    /// The amount at a place, exactly as written.
    static func money(
        _ located: Located, _ currency: Currency, _ notation: AmountNotation, _ sign: Sign
    ) throws(DecodeError) -> MonetaryAmount {
        guard let text = notation.text(of: located.value) else {
            throw DecodeError(at: located, expected: notation.expected)
        }
        let money: MonetaryAmount
        do {
            money = try notation.read(text, currency)
        } catch {
            throw DecodeError(bounded: "\(located.path): \(error)")
        }
        guard sign == .anySign || !money.isNegative else {
            throw DecodeError(
                bounded: "\(located.path) is negative, which the format does not define")
        }
        return money
    }

    /// A currency code; nil where it is missing, null or empty.
    static func currency(_ located: Located?) throws(DecodeError) -> Currency? {
        guard let located, let code = try word(located) else { return nil }
        do {
            return try Currency(code: code)
        } catch {
            throw DecodeError(bounded: "\(located.path): \(error)")
        }
    }

    func currency(_ field: Field) throws(DecodeError) -> Currency? {
        try Self.currency(self[field])
    }

    /// The amount of one field in the currency of another; nil where no amount is stated.
    func money(
        _ amount: Field, in currency: Field, _ notation: AmountNotation,
        _ sign: Sign = .notNegative
    ) throws(DecodeError) -> MonetaryAmount? {
        guard let located = self[amount] else { return nil }
        guard let currency = try self.currency(currency) else {
            throw DecodeError(
                bounded: "\(located.path) states an amount, and \(places(of: currency)) states no "
                    + "currency for it")
        }
        return try Self.money(located, currency, notation, sign)
    }
}
