extension Timestamp: CustomStringConvertible {
    /// `2026-01-01T00:00:00.000000Z`: always UTC, always six digits, sorts as it orders.
    package var description: String {
        let fields = self.fields
        return "\(fields.date)T\(fields.time).\(padded(fields.fraction, 6))Z"
    }

    /// `2026-01-01 00:00:00Z`, for people: the fraction only where there is one, without
    /// trailing zeros.
    package var shortDescription: String {
        let fields = self.fields
        guard fields.fraction != 0 else { return "\(fields.date) \(fields.time)Z" }
        var digits = Substring(padded(fields.fraction, 6))
        while digits.last == "0" { digits.removeLast() }
        return "\(fields.date) \(fields.time).\(digits)Z"
    }

    private var fields: (date: String, time: String, fraction: Int64) {
        let seconds = CivilCalendar.floorDivide(microseconds, 1_000_000)
        let days = CivilCalendar.floorDivide(seconds, CivilCalendar.secondsADay)
        let second = seconds - days * CivilCalendar.secondsADay
        let (year, month, day) = CivilCalendar.date(days: days)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let time =
            "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        // The remainder, not the difference, which the smallest instants would overflow.
        let remainder = microseconds % 1_000_000
        return (date, time, remainder < 0 ? remainder + 1_000_000 : remainder)
    }

    private func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (number < 0 ? "-" : "") + zeros + digits
    }
}
