extension Amount {
    /// Reads a decimal string as providers and PostgreSQL write it: `12.50`, `-0.05`, `3`.
    ///
    /// Strict: no plus, no exponent, no grouping, no spaces, digits on both sides of a point. The
    /// scale is the number of digits after the point.
    package init(decimal text: String) throws(MoneyError) {
        try self.init(DecimalNotation(text, allowsExponent: false))
    }

    /// Reads the text of a JSON number exactly: `12.5`, `1.25e1`.
    package init(jsonNumber text: String) throws(MoneyError) {
        try self.init(DecimalNotation(text, allowsExponent: true))
    }

    /// Takes a number of units below the input bound.
    package init(minorUnits units: Int128, scale: UInt8) throws(MoneyError) {
        guard scale <= Amount.maximumScale else { throw .tooManyFractionDigits }
        guard units.magnitude < Amount.inputBound.magnitude else { throw .tooLarge }
        self.init(units: units, scale: scale)
    }

    /// At the scale as written where that is within both bounds, else with as many trailing zeros
    /// less as it takes: how many zeros someone wrote must not decide whether money is booked.
    private init(_ notation: DecimalNotation) throws(MoneyError) {
        let written = min(max(0, -notation.exponent), Int(Amount.maximumScale))
        guard notation.significand != 0 else {
            self.init(units: 0, scale: UInt8(written))
            return
        }
        let shortest = max(0, -notation.exponent - notation.trailingZeros)
        guard shortest <= Amount.maximumScale else { throw .tooManyFractionDigits }
        var scale = written
        while scale >= shortest {
            let power = notation.exponent + notation.trailingZeros + scale
            if let units = PowerOfTen.multiply(notation.significand, byTenTo: power),
                units < Amount.inputBound
            {
                self.init(units: notation.isNegative ? -units : units, scale: UInt8(scale))
                return
            }
            scale -= 1
        }
        throw .tooLarge
    }
}

/// A decimal number as it is written: ±`significand` × 10^(`trailingZeros` + `exponent`).
private struct DecimalNotation {
    var isNegative = false
    /// All digits in a row, without leading and trailing zeros; below the input bound.
    var significand: Int128 = 0
    /// Zeros at the end of the digits, on either side of the point.
    var trailingZeros = 0
    /// The exponent as written less the digits after the point.
    var exponent = 0

    /// Beyond this an exponent only says "too large" or "too many digits", whatever it is.
    private static let exponentBound = 1_000_000

    init(_ text: String, allowsExponent: Bool) throws(MoneyError) {
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        if next == UInt8(ascii: "-") {
            isNegative = true
            next = bytes.next()
        }
        let startsWithZero = next == UInt8(ascii: "0")
        let wholeDigits = try readDigits(&bytes, &next)
        // JSON knows no leading zeros; a decimal string may be padded.
        if allowsExponent, startsWithZero, wholeDigits > 1 { throw .notADecimal }
        if next == UInt8(ascii: ".") {
            next = bytes.next()
            exponent = -(try readDigits(&bytes, &next))
        }
        if allowsExponent, next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            next = bytes.next()
            exponent += try DecimalNotation.readExponent(&bytes, &next)
        }
        guard next == nil else { throw .notADecimal }
    }

    /// Appends digits to the significand; returns how many, at least one.
    private mutating func readDigits(
        _ bytes: inout String.UTF8View.Iterator, _ next: inout UInt8?
    ) throws(MoneyError) -> Int {
        var count = 0
        while let digit = DecimalNotation.digit(next) {
            count += 1
            if digit != 0 {
                guard
                    let shifted = PowerOfTen.multiply(significand, byTenTo: trailingZeros + 1),
                    shifted < Amount.inputBound
                else { throw .tooLarge }
                significand = shifted + Int128(digit)
                trailingZeros = 0
            } else if significand != 0 {
                trailingZeros += 1
            }
            next = bytes.next()
        }
        guard count > 0 else { throw .notADecimal }
        return count
    }

    private static func readExponent(
        _ bytes: inout String.UTF8View.Iterator, _ next: inout UInt8?
    ) throws(MoneyError) -> Int {
        let isNegative = next == UInt8(ascii: "-")
        if isNegative || next == UInt8(ascii: "+") { next = bytes.next() }
        var exponent = 0
        var count = 0
        while let digit = digit(next) {
            count += 1
            exponent = min(exponent * 10 + Int(digit), exponentBound)
            next = bytes.next()
        }
        guard count > 0 else { throw .notADecimal }
        return isNegative ? -exponent : exponent
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        guard let byte, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
        return byte - UInt8(ascii: "0")
    }
}
