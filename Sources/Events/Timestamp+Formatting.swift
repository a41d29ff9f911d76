extension Timestamp: CustomStringConvertible {
    /// `2026-01-01T00:00:00.000000Z`: always UTC, always six digits, sorts as it orders.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(27)
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// `2026-01-01 00:00:00Z`, for people: the fraction only where there is one, without
    /// trailing zeros.
    package var shortDescription: String {
        let fields = self.fields
        var text: [UInt8] = []
        fields.append(to: &text, between: UInt8(ascii: " "))
        if fields.fraction != 0 {
            text.append(UInt8(ascii: "."))
            Fields.append(fields.fraction, 6, to: &text)
            while text.last == UInt8(ascii: "0") { text.removeLast() }
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends `description`: the log is full of times, and each is written more than once.
    func append(to text: inout [UInt8]) {
        let fields = self.fields
        fields.append(to: &text, between: UInt8(ascii: "T"))
        text.append(UInt8(ascii: "."))
        Fields.append(fields.fraction, 6, to: &text)
        text.append(UInt8(ascii: "Z"))
    }

    private var fields: Fields {
        let seconds = CivilCalendar.floorDivide(microseconds, 1_000_000)
        let days = CivilCalendar.floorDivide(seconds, CivilCalendar.secondsADay)
        // The remainder, not the difference, which the smallest instants would overflow.
        let remainder = microseconds % 1_000_000
        return Fields(
            date: CivilCalendar.date(days: days),
            second: seconds - days * CivilCalendar.secondsADay,
            fraction: remainder < 0 ? remainder + 1_000_000 : remainder)
    }
}

private struct Fields {
    let date: (year: Int64, month: Int64, day: Int64)
    /// Of the day.
    let second: Int64
    /// Microseconds of the second.
    let fraction: Int64

    /// Date and time of day to the second.
    func append(to text: inout [UInt8], between separator: UInt8) {
        Self.append(date.year, 4, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(date.month, 2, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(date.day, 2, to: &text)
        text.append(separator)
        Self.append(second / 3_600, 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(second / 60 % 60, 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(second % 60, 2, to: &text)
    }

    /// At least `width` digits, zeros first.
    static func append(_ number: Int64, _ width: Int, to text: inout [UInt8]) {
        var rest = number.magnitude
        if number < 0 { text.append(UInt8(ascii: "-")) }
        let start = text.count
        for _ in 0..<width { text.append(UInt8(ascii: "0")) }
        var place = text.count
        while rest > 0 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            let character = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            if place > start {
                place -= 1
                text[place] = character
            } else {
                text.insert(character, at: start)
            }
            rest = quotient
        }
    }
}
