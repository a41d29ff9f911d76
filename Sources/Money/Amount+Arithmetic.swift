/// Powers of ten within 128 bits.
enum PowerOfTen {
    /// 10^0 … 10^38, the greatest that fits.
    private static let values: [Int128] = {
        var values: [Int128] = [1]
        while values.count <= 38 { values.append(values[values.count - 1] * 10) }
        return values
    }()

    /// `number` × 10^`exponent`, which is not negative; nil beyond 128 bits.
    static func multiply(_ number: Int128, byTenTo exponent: Int) -> Int128? {
        if number == 0 || exponent == 0 { return number }
        guard exponent < values.count else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: values[exponent])
        return overflow ? nil : product
    }
}

extension Amount {
    /// The exact sum, at the greater of both scales.
    package func adding(_ other: Amount) throws(MoneyError) -> Amount {
        let (left, right, scale) = try aligned(with: other)
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw .overflow }
        return Amount(units: sum, scale: scale)
    }

    /// The exact difference, at the greater of both scales.
    package func subtracting(_ other: Amount) throws(MoneyError) -> Amount {
        let (left, right, scale) = try aligned(with: other)
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        guard !overflow else { throw .overflow }
        return Amount(units: difference, scale: scale)
    }

    package func negated() throws(MoneyError) -> Amount {
        try Amount.zero.subtracting(self)
    }

    /// The amount without its sign.
    package var magnitude: Amount {
        get throws(MoneyError) { isNegative ? try negated() : self }
    }

    /// The same amount with exactly `scale` digits after the point.
    ///
    /// Never rounds: `tooManyFractionDigits` where digits other than zero would be lost or `scale`
    /// is beyond `maximumScale`.
    package func rescaled(to scale: UInt8) throws(MoneyError) -> Amount {
        guard scale <= Amount.maximumScale else { throw .tooManyFractionDigits }
        if scale < self.scale {
            let shorter = droppingTrailingZeros(downTo: scale)
            guard shorter.scale == scale else { throw .tooManyFractionDigits }
            return shorter
        }
        guard let units = PowerOfTen.multiply(units, byTenTo: Int(scale) - Int(self.scale)) else {
            throw .overflow
        }
        return Amount(units: units, scale: scale)
    }

    /// The exact sum of all, at their greatest scale; zero for none.
    package static func sum(_ amounts: some Sequence<Amount>) throws(MoneyError) -> Amount {
        var sum = Amount.zero
        for amount in amounts { sum = try sum.adding(amount) }
        return sum
    }

    /// The same amount with the fewest digits after the point, `scale` at least where it has more.
    func droppingTrailingZeros(downTo scale: UInt8) -> Amount {
        if units == 0 { return Amount(units: 0, scale: min(self.scale, scale)) }
        // Almost all are small, and 128 bits take ten times as long to divide.
        if let small = Int64(exactly: units) {
            let (units, shortest) = Amount.shorten(small, self.scale, downTo: scale)
            return Amount(units: Int128(units), scale: shortest)
        }
        let (units, shortest) = Amount.shorten(units, self.scale, downTo: scale)
        return Amount(units: units, scale: shortest)
    }

    private static func shorten<Units: FixedWidthInteger>(
        _ units: Units, _ scale: UInt8, downTo least: UInt8
    ) -> (Units, UInt8) {
        var (units, shortest) = (units, scale)
        while shortest > least {
            let (quotient, remainder) = units.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { break }
            (units, shortest) = (quotient, shortest - 1)
        }
        return (units, shortest)
    }

    private func aligned(with other: Amount) throws(MoneyError) -> (Int128, Int128, UInt8) {
        let common = max(scale, other.scale)
        guard let left = PowerOfTen.multiply(units, byTenTo: Int(common - scale)),
            let right = PowerOfTen.multiply(other.units, byTenTo: Int(common - other.scale))
        else { throw .overflow }
        return (left, right, common)
    }
}
