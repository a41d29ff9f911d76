/// Instants as people and machines both read them: RFC 3339 in UTC with microseconds.
package enum InternetTime {
    /// `2026-11-21T09:30:00.000000Z` for microseconds since the Unix epoch.
    package static func text(microseconds: Int64) -> String {
        let (seconds, fraction) = floorDivision(microseconds, 1_000_000)
        let (days, secondOfDay) = floorDivision(seconds, 86_400)
        let (year, month, day) = civilDate(daysSinceEpoch: days)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let hour = padded(secondOfDay / 3_600, 2)
        let minute = padded(secondOfDay / 60 % 60, 2)
        let second = padded(secondOfDay % 60, 2)
        return "\(date)T\(hour):\(minute):\(second).\(padded(fraction, 6))Z"
    }

    private static func floorDivision(_ value: Int64, _ by: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: by)
        return remainder < 0 ? (quotient - 1, remainder + by) : (quotient, remainder)
    }

    /// The proleptic Gregorian date, by eras of 400 years that begin on 1 March.
    private static func civilDate(daysSinceEpoch: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = floorDivision(daysSinceEpoch + 719_468, 146_097)
        let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
