package import Events

extension Timestamp {
    /// ISO 8601 in UTC with milliseconds, as NymCard and Uphold write it.
    package var isoMilliseconds: String { String(description.dropLast(4)) + "Z" }

    /// Whole seconds since 1970, as AgentCard writes it.
    package var unixSeconds: Int64 {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? seconds - 1 : seconds
    }

    package func after(milliseconds: Int64) -> Timestamp {
        Timestamp(microseconds: microseconds + milliseconds * 1_000)
    }
}
