import Events
import Money

/// How a body writes amounts.
package enum AmountNotation: String, Hashable, Sendable, CaseIterable {
    /// Whole JSON numbers of the currency's smallest unit: `1250` is 12.50 USD.
    ///
    /// A currency whose unit is not known counts in hundredths.
    case minorUnits = "minor-units"
    /// JSON numbers of the currency itself: `12.5` is 12.50 USD.
    case majorUnits = "major-units"
    /// Decimal numbers of the currency itself, as text: `"12.50"`.
    case decimalText = "decimal-text"
}

extension AmountNotation {
    /// The text of a value of the right kind; nil for any other.
    func text(of value: JSONValue) -> String? {
        self == .decimalText ? value.string : value.numberText
    }

    var expected: String {
        switch self {
        case .minorUnits: "a whole number of the smallest unit"
        case .majorUnits: "an amount as a number"
        case .decimalText: "an amount as text"
        }
    }

    func read(_ text: String, _ currency: Currency) throws(MoneyError) -> MonetaryAmount {
        switch self {
        case .majorUnits: return try MonetaryAmount(jsonNumber: text, currency: currency)
        case .decimalText: return try MonetaryAmount(decimal: text, currency: currency)
        case .minorUnits:
            guard currency.exponent == nil else {
                return try MonetaryAmount(minorUnitsJSONNumber: text, currency: currency)
            }
            let hundredths = try MonetaryAmount(
                minorUnitsJSONNumber: text, currency: Currency(uncheckedCode: "USD"))
            return MonetaryAmount(amount: hundredths.amount, currency: currency)
        }
    }
}
