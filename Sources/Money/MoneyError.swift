/// Why a text or a calculation yields no amount; says nothing of the amount itself.
package enum MoneyError: String, Error, Hashable, Sendable, CustomStringConvertible {
    /// A result beyond 128 bits.
    case overflow = "the result has more digits than 128 bits hold"
    case notADecimal = "not a decimal number (expected digits, a point and digits, as in -12.50)"
    case notAnInteger = "not a whole number of minor units"
    /// Input at or beyond 2^96 units at its scale.
    case tooLarge = "the amount has more digits than are booked (2^96 units at its scale)"
    case tooManyFractionDigits = "more than 36 digits after the decimal point"
    case invalidCurrencyCode =
        "not a currency code (expected 1 to 32 characters of A-Z a-z 0-9 . _ -)"
    case unknownMinorUnit = "the currency's minor unit is not known"
    case currencyMismatch = "amounts of two currencies have no sum"

    package var description: String { rawValue }
}
