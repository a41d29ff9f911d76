extension Timestamp {
    /// 0001-01-01T00:00:00Z, the first instant that is read.
    package static let earliest = Timestamp(microseconds: -62_135_596_800_000_000)
    /// 9999-12-31T23:59:59.999999Z, the last instant that is read.
    package static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

    /// Reads an RFC 3339 time: `2026-01-01T00:00:00.000Z`, `2026-01-01T01:00:00+01:00`.
    ///
    /// Nil where the text is anything else: no offset, more than nine fraction digits, a day that
    /// the month has not, a year before 0001 or after 9999 (in the text or in UTC). Digits past
    /// microseconds are cut off, which is towards the past. A leap second (`:60`) is the next
    /// minute's first, as PostgreSQL takes it. `T` and `Z` may be small, a space may stand for
    /// `T`, and the offset's colon may be missing.
    package init?(_ text: String) {
        var reader = DateTimeReader(text: text)
        guard let microseconds = reader.read() else { return nil }
        self.init(readable: microseconds)
    }

    /// Nil outside the years 0001 to 9999.
    package init?(unixSeconds: Int64) {
        self.init(unixSeconds, unitMicroseconds: 1_000_000)
    }

    /// Nil outside the years 0001 to 9999.
    package init?(unixMilliseconds: Int64) {
        self.init(unixMilliseconds, unitMicroseconds: 1_000)
    }

    private init?(_ count: Int64, unitMicroseconds: Int64) {
        let (microseconds, overflow) = count.multipliedReportingOverflow(by: unitMicroseconds)
        guard !overflow else { return nil }
        self.init(readable: microseconds)
    }

    private init?(readable microseconds: Int64) {
        let timestamp = Timestamp(microseconds: microseconds)
        guard timestamp >= .earliest, timestamp <= .latest else { return nil }
        self = timestamp
    }
}

/// Reads a date and time from left to right.
private struct DateTimeReader {
    private var bytes: String.UTF8View.Iterator
    private var next: UInt8?

    init(text: String) {
        bytes = text.utf8.makeIterator()
        next = bytes.next()
    }

    /// Microseconds since the epoch.
    mutating func read() -> Int64? {
        guard let year = number(digits: 4), take("-"),
            let month = number(digits: 2), (1...12).contains(month), take("-"),
            let day = number(digits: 2), day >= 1,
            day <= CivilCalendar.daysInMonth(year: year, month: month),
            take("T") || take("t") || take(" "),
            let hour = number(digits: 2), hour <= 23, take(":"),
            let minute = number(digits: 2), minute <= 59, take(":"),
            let second = number(digits: 2), second <= 60,
            let fraction = fractionMicroseconds(),
            let offset = offsetSeconds(), next == nil, year >= 1
        else { return nil }
        let days = CivilCalendar.days(year: year, month: month, day: day)
        let seconds =
            days * CivilCalendar.secondsADay + hour * 3_600 + minute * 60 + second - offset
        return seconds * 1_000_000 + fraction
    }

    /// The fraction in microseconds; zero where there is none.
    private mutating func fractionMicroseconds() -> Int64? {
        guard take(".") else { return 0 }
        var microseconds: Int64 = 0
        var count = 0
        while let digit = digit() {
            count += 1
            if count <= 6 { microseconds = microseconds * 10 + digit }
        }
        guard (1...9).contains(count) else { return nil }
        while count < 6 {
            microseconds *= 10
            count += 1
        }
        return microseconds
    }

    private mutating func offsetSeconds() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64
        if take("+") {
            sign = 1
        } else if take("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = number(digits: 2), hours <= 23 else { return nil }
        if next == nil { return sign * hours * 3_600 }
        _ = take(":")
        guard let minutes = number(digits: 2), minutes <= 59 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    private mutating func number(digits count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func digit() -> Int64? {
        guard let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
        next = bytes.next()
        return Int64(byte - UInt8(ascii: "0"))
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = next, byte == UInt8(ascii: character) else { return false }
        next = bytes.next()
        return true
    }
}
