/// An amount in the smallest unit of its currency, written as each provider writes money.
package struct SimulatedMoney: Hashable, Sendable {
    package var minorUnits: Int64
    /// Three letters, or an asset's code.
    package var currency: String
    /// Digits after the decimal point.
    package var digits: Int

    package init(_ minorUnits: Int64, _ currency: String, digits: Int) {
        self.minorUnits = minorUnits
        self.currency = currency
        self.digits = digits
    }

    /// Major units with all digits: `-0.05`, `12.500`.
    package var decimal: String {
        var text = String(minorUnits.magnitude)
        text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        let point = text.index(text.endIndex, offsetBy: -digits)
        let fraction = digits == 0 ? "" : "." + text[point...]
        return (minorUnits < 0 ? "-" : "") + text[..<point] + fraction
    }

    /// Major units as most JSON writers put numbers, without zeros at the end: `12.5`, `12`.
    package var shortDecimal: String {
        var text = decimal
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    package func with(_ minorUnits: Int64) -> SimulatedMoney {
        SimulatedMoney(minorUnits, currency, digits: digits)
    }
}
