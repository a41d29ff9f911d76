/// What a run of the generator saw.
struct GeneratorReport: Equatable {
    /// Sent, the unanswered ones included.
    var requests = 0
    /// Answers with a status of 2xx.
    var acknowledged = 0
    /// Other answers, broken connections, and answers that could not be read.
    var errors = 0
    /// Still without an answer when the grace was over.
    var unanswered = 0
    var connections = 0
    /// From the first request to the last answer.
    var microseconds: UInt64 = 0
    var p50Microseconds: UInt64 = 0
    var p99Microseconds: UInt64 = 0
    var maximumMicroseconds: UInt64 = 0
    /// Answers by status.
    var statuses: [Int: Int] = [:]

    var acknowledgedPerSecond: Int {
        guard microseconds > 0 else { return 0 }
        return Int(UInt64(acknowledged) * 1_000_000 / microseconds)
    }

    /// One line of JSON; times are written in milliseconds with three digits.
    var json: String {
        let statuses = statuses.sorted { $0.key < $1.key }
            .map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return "{\"requests\":\(requests),\"acknowledged\":\(acknowledged),"
            + "\"acknowledged_per_second\":\(acknowledgedPerSecond),"
            + "\"p50_ms\":\(thousandths(p50Microseconds)),"
            + "\"p99_ms\":\(thousandths(p99Microseconds)),"
            + "\"max_ms\":\(thousandths(maximumMicroseconds)),\"errors\":\(errors),"
            + "\"unanswered\":\(unanswered),\"connections\":\(connections),"
            + "\"seconds\":\(thousandths(microseconds / 1_000)),\"statuses\":{\(statuses)}}"
    }
}

/// A count of thousandths as a decimal number: 1250 is `1.250`.
func thousandths(_ count: UInt64) -> String {
    let (whole, rest) = count.quotientAndRemainder(dividingBy: 1_000)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
}
