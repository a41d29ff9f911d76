/// PostgreSQL's binary `numeric`: a sign, a display scale and digits of base 10,000.
///
/// Source: `numeric_send` in src/backend/utils/adt/numeric.c. The value is the sum of
/// digit(i) × 10,000^(weight − i). The display scale is kept, so 12.50 stays 12.50.
enum NumericFormat {
    private static let positive: UInt16 = 0x0000
    private static let negative: UInt16 = 0x4000
    private static let powersOfTen: [UInt128] = [1, 10, 100, 1_000, 10_000]

    static func encode(units: Int128, scale: UInt8, into buffer: inout [UInt8]) {
        // Almost all are small, and 128 bits take many times as long to divide.
        if let magnitude = UInt64(exactly: units.magnitude) {
            encode(magnitude, isNegative: units < 0, scale: scale, into: &buffer)
        } else {
            encode(units.magnitude, isNegative: units < 0, scale: scale, into: &buffer)
        }
    }

    private static func encode<Magnitude: FixedWidthInteger & UnsignedInteger>(
        _ units: Magnitude, isNegative: Bool, scale: UInt8, into buffer: inout [UInt8]
    ) {
        var magnitude = units
        // Of 39 digits in groups of four, the least significant first.
        var groups = InlineArray<11, UInt16>(repeating: 0)
        var count = 0
        // The last group holds the odd digits, moved to its upper end. Moving the digit group and
        // not the whole magnitude keeps 39-digit amounts from overflowing.
        let oddDigits = Int(scale) % 4
        if oddDigits > 0 {
            let divisor = Magnitude(powersOfTen[oddDigits])
            groups[0] = UInt16(magnitude % divisor) * UInt16(powersOfTen[4 - oddDigits])
            count = 1
            magnitude /= divisor
        }
        while magnitude > 0 {
            groups[count] = UInt16(magnitude % 10_000)
            count += 1
            magnitude /= 10_000
        }
        var first = 0
        while first < count, groups[first] == 0 { first += 1 }
        while count > first, groups[count - 1] == 0 { count -= 1 }
        let exponentOfLast = first - (Int(scale) + 3) / 4
        let weight = count == first ? 0 : exponentOfLast + count - first - 1
        buffer.appendBigEndian(Int16(count - first))
        buffer.appendBigEndian(Int16(weight))
        buffer.appendBigEndian(isNegative ? negative : positive)
        buffer.appendBigEndian(UInt16(scale))
        for place in stride(from: count - 1, through: first, by: -1) {
            buffer.appendBigEndian(groups[place])
        }
    }

    /// Units and scale; refuses NaN, infinities and what 128 bits or 255 digits cannot hold.
    static func decode(_ bytes: Span<UInt8>) throws(PostgresError) -> (units: Int128, scale: UInt8)
    {
        guard bytes.count >= 8 else { throw .unexpected("a numeric of \(bytes.count) bytes") }
        let count = Int(bytes.bigEndian(at: 0, as: UInt16.self))
        let weight = Int(bytes.bigEndian(at: 2, as: Int16.self))
        let sign = bytes.bigEndian(at: 4, as: UInt16.self)
        let displayScale = bytes.bigEndian(at: 6, as: UInt16.self)
        guard sign == positive || sign == negative else {
            throw outOfRange("NaN or infinity is not an amount")
        }
        guard bytes.count == 8 + 2 * count else { throw .unexpected("a numeric cut short") }
        guard let scale = UInt8(exactly: displayScale) else {
            throw outOfRange("a scale of \(displayScale) digits is more than an amount holds")
        }
        guard
            let magnitude = magnitude(bytes, count: count, weight: weight, scale: Int(scale)),
            let units = Int128(magnitude: magnitude, isNegative: sign == negative)
        else { throw outOfRange("the number does not fit an amount of 128 bits") }
        return (units, scale)
    }

    /// The digits as an integer of 10^-scale, or nil when that overflows or is not whole.
    private static func magnitude(
        _ bytes: Span<UInt8>, count: Int, weight: Int, scale: Int
    ) -> UInt128? {
        var value: UInt128 = 0
        for index in 0..<count {
            let group = UInt128(bytes.bigEndian(at: 8 + 2 * index, as: UInt16.self))
            // Digits of this group that lie behind the scale; zeros unless the sender is broken.
            let surplus = max(0, -(4 * (weight - index) + scale))
            guard group < 10_000, surplus < 4, group % powersOfTen[surplus] == 0 else {
                return nil
            }
            guard
                let next = value.timesAndPlus(
                    powersOfTen[4 - surplus], group / powersOfTen[surplus])
            else { return nil }
            value = next
        }
        guard value > 0 else { return 0 }
        // Trailing groups that are zero are not sent.
        let missing = max(0, 4 * (weight - count + 1) + scale)
        for _ in 0..<missing {
            guard let next = value.timesAndPlus(10, 0) else { return nil }
            value = next
        }
        return value
    }

    private static func outOfRange(_ message: String) -> PostgresError {
        PostgresError(sqlState: .unexpectedResult, message: message)
    }
}

extension UInt128 {
    fileprivate func timesAndPlus(_ factor: UInt128, _ addend: UInt128) -> UInt128? {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        let (sum, carry) = product.addingReportingOverflow(addend)
        return carry ? nil : sum
    }
}

extension Int128 {
    fileprivate init?(magnitude: UInt128, isNegative: Bool) {
        if isNegative, magnitude == Int128.min.magnitude {
            self = .min
        } else if let value = Int128(exactly: magnitude) {
            self = isNegative ? -value : value
        } else {
            return nil
        }
    }
}
