/// An exact decimal number: `units` × 10^-`scale`.
///
/// 12.50 is 1250 units at scale 2.
///
/// No binary floating point anywhere; every operation that could overflow throws. Equality and
/// order are by value: 12.5 equals 12.50.
package struct Amount: Sendable {
    /// The number in units of 10^-scale, signed.
    package let units: Int128
    /// Digits after the decimal point.
    package let scale: UInt8

    package init(units: Int128, scale: UInt8) {
        self.units = units
        self.scale = scale
    }
}

extension Amount: Hashable {
    package static func == (left: Amount, right: Amount) -> Bool {
        left.units == right.units && left.scale == right.scale
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(units)
        hasher.combine(scale)
    }
}
