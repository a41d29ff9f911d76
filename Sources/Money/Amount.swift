/// An exact decimal number: `units` × 10^-`scale`, as in 1250 units at scale 2 for 12.50.
///
/// No binary floating point anywhere; every operation that could overflow throws. Equality and
/// order are by value: 12.5 equals 12.50. Amounts that are read from outside stay below
/// `inputBound`, so that 2^31 of them at one scale can be summed in any order.
package struct Amount: Sendable {
    // Two words and not one Int128: without optimization Swift 6.3.1 (x86-64) keeps an optional or
    // enum parameter of this size in a slot aligned to 8, reads it as aligned to 16 and crashes.
    private let upperUnits: Int64
    private let lowerUnits: UInt64
    /// Digits after the decimal point; `maximumScale` at most wherever an amount is read.
    package let scale: UInt8

    /// The number in units of 10^-scale, signed.
    package var units: Int128 { Int128(upperUnits) << 64 | Int128(lowerUnits) }

    package init(units: Int128, scale: UInt8) {
        upperUnits = Int64(truncatingIfNeeded: units >> 64)
        lowerUnits = UInt64(truncatingIfNeeded: units)
        self.scale = scale
    }

    package static let zero = Amount(units: 0, scale: 0)
    /// Digits after the decimal point that are kept at most.
    package static let maximumScale: UInt8 = 36
    /// Input must stay below this many units, in either direction.
    package static let inputBound: Int128 = 1 << 96

    package var isNegative: Bool { units < 0 }
    package var isZero: Bool { units == 0 }
}

extension Amount: Hashable {
    package static func == (left: Amount, right: Amount) -> Bool {
        left.compare(right) == 0
    }

    package func hash(into hasher: inout Hasher) {
        let shortest = droppingTrailingZeros(downTo: 0)
        hasher.combine(shortest.units)
        hasher.combine(shortest.scale)
    }
}

extension Amount: Comparable {
    package static func < (left: Amount, right: Amount) -> Bool {
        left.compare(right) < 0
    }

    /// Negative, zero or positive as this amount is less than, equal to or greater than `other`.
    private func compare(_ other: Amount) -> Int {
        if scale > other.scale { return -other.compare(self) }
        guard let aligned = PowerOfTen.multiply(units, byTenTo: Int(other.scale) - Int(scale))
        else {
            // Beyond 128 bits, hence further from zero than the other side can be.
            return isNegative ? -1 : 1
        }
        return aligned < other.units ? -1 : (aligned == other.units ? 0 : 1)
    }
}

extension Amount: CustomStringConvertible {
    /// All digits of the scale: `12.50`, `-0.05`, `3`.
    package var description: String {
        let magnitude = units.magnitude
        // Almost all are small, and 128 bits take ten times as long to print.
        var digits = UInt64(exactly: magnitude).map { String($0) } ?? String(magnitude)
        let scale = Int(scale)
        if digits.utf8.count <= scale {
            digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
        }
        let sign = isNegative ? "-" : ""
        return scale == 0
            ? sign + digits : "\(sign)\(digits.dropLast(scale)).\(digits.suffix(scale))"
    }
}
