/// An exact amount of one currency or asset.
///
/// The amount's scale is at least the currency's own and no greater than its digits ask for:
/// 12.5 USD is held as 1250 at scale 2, 12.505 USD keeps its third digit, 12.5000 USD is 12.50.
/// An asset whose minor unit is not known keeps the scale that it came with.
package struct MonetaryAmount: Hashable, Sendable {
    package let amount: Amount
    package let currency: Currency

    /// Takes any amount; the value stays what it is, only its scale is brought into shape.
    package init(amount: Amount, currency: Currency) {
        self.amount = amount.inShape(ofExponent: currency.exponent)
        self.currency = currency
    }

    package var isNegative: Bool { amount.isNegative }
    package var isZero: Bool { amount.isZero }
}

extension MonetaryAmount {
    /// Reads a decimal string in major units: `12.50` USD.
    package init(decimal text: String, currency: Currency) throws(MoneyError) {
        try self.init(bounded: Amount(decimal: text), currency: currency)
    }

    /// Reads the text of a JSON number in major units: `12.5` USD.
    package init(jsonNumber text: String, currency: Currency) throws(MoneyError) {
        try self.init(bounded: Amount(jsonNumber: text), currency: currency)
    }

    /// Reads the text of a JSON number in minor units: `1250` cents.
    ///
    /// A fraction of a cent is refused: it rather tells of major units in the wrong field.
    package init(minorUnitsJSONNumber text: String, currency: Currency) throws(MoneyError) {
        let count = try Amount(jsonNumber: text).droppingTrailingZeros(downTo: 0)
        guard count.scale == 0 else { throw .notAnInteger }
        try self.init(minorUnits: count.units, currency: currency)
    }

    /// Takes a number of the currency's minor units: 1250 cents.
    package init(minorUnits: Int128, currency: Currency) throws(MoneyError) {
        guard let exponent = currency.exponent else { throw .unknownMinorUnit }
        let amount = try Amount(minorUnits: minorUnits, scale: exponent)
        self.init(amount: amount, currency: currency)
    }

    private init(bounded amount: Amount, currency: Currency) throws(MoneyError) {
        self.init(amount: amount, currency: currency)
        guard self.amount.units.magnitude < Amount.inputBound.magnitude else { throw .tooLarge }
        if let exponent = currency.exponent, self.amount.scale < exponent { throw .tooLarge }
    }
}

extension MonetaryAmount {
    package static func zero(_ currency: Currency) -> MonetaryAmount {
        MonetaryAmount(amount: .zero, currency: currency)
    }

    /// The exact sum; `currencyMismatch` where the currencies differ.
    package func adding(_ other: MonetaryAmount) throws(MoneyError) -> MonetaryAmount {
        guard currency == other.currency else { throw .currencyMismatch }
        return MonetaryAmount(amount: try amount.adding(other.amount), currency: currency)
    }

    /// The exact difference; `currencyMismatch` where the currencies differ.
    package func subtracting(_ other: MonetaryAmount) throws(MoneyError) -> MonetaryAmount {
        guard currency == other.currency else { throw .currencyMismatch }
        return MonetaryAmount(amount: try amount.subtracting(other.amount), currency: currency)
    }

    package func negated() throws(MoneyError) -> MonetaryAmount {
        MonetaryAmount(amount: try amount.negated(), currency: currency)
    }

    package var magnitude: MonetaryAmount {
        get throws(MoneyError) {
            MonetaryAmount(amount: try amount.magnitude, currency: currency)
        }
    }
}

extension MonetaryAmount: CustomStringConvertible {
    /// `12.50 USD`.
    package var description: String { "\(amount) \(currency)" }
}

extension Amount {
    /// The same value in the one shape that amounts of a currency have, whatever sums it came from:
    /// nothing at all is `0.00` USD, too.
    ///
    /// - Parameter exponent: The currency's; nil where it is not known, and the scale stays.
    package func inShape(ofExponent exponent: UInt8?) -> Amount {
        exponent.map { normalized(toScale: $0) } ?? self
    }

    /// The same value in the one shape that money of a currency with this scale has.
    fileprivate func normalized(toScale scale: UInt8) -> Amount {
        if self.scale == scale { return self }
        let shortest = droppingTrailingZeros(downTo: scale)
        guard shortest.scale < scale else { return shortest }
        // A value that the currency's scale would carry beyond 128 bits has one shape as well: the
        // shortest.
        return (try? shortest.rescaled(to: scale)) ?? shortest.droppingTrailingZeros(downTo: 0)
    }
}
