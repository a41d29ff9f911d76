import Events

/// How the rules' sentences say times and durations: UTC, to the second.
enum Wording {
    /// `2026-01-02 10:02:11 UTC`.
    static func instant(_ time: Timestamp) -> String {
        "\(date(time)) \(timeOfDay(time)) UTC"
    }

    /// `between 10:02:11 and 10:07:40 UTC on 2026-01-02`; both dates where the days differ.
    static func period(from start: Timestamp, to end: Timestamp) -> String {
        guard date(start) == date(end) else {
            return "between \(date(start)) \(timeOfDay(start)) and \(instant(end))"
        }
        return "between \(timeOfDay(start)) and \(timeOfDay(end)) UTC on \(date(start))"
    }

    /// `3 d 4 h`, `15 min`, `2 min 5 s`, `0.250 s`: the two greatest units that are not zero.
    static func duration(microseconds: Int64) -> String {
        let seconds = microseconds / 1_000_000
        let fraction = microseconds % 1_000_000
        if seconds < 60, fraction != 0 {
            var digits = String(1_000_000 + fraction).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            return "\(seconds).\(digits) s"
        }
        let parts: [(Int64, String)] = [
            (seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"),
            (seconds % 60, "s"),
        ]
        guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0 s" }
        return parts[first...].prefix(2).filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    private static func date(_ time: Timestamp) -> Substring {
        time.description.prefix(10)
    }

    private static func timeOfDay(_ time: Timestamp) -> Substring {
        time.description.dropFirst(11).prefix(8)
    }
}
